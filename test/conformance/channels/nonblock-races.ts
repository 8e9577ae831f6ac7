// Go's TestNonblockRecvRace, TestNonblockSelectRace and TestNonblockSelectRace2 of runtime/chan_test.go:
// an operation that does not wait sees one moment. From the goroutine's start on there is always
// something to receive, first from one channel and then from the other, so it must receive something
// whenever it runs.

import { expect } from "vitest";
import { Gosched, recv, send } from "../../../src/gen.ts";
import {
  type Chan,
  Gosched as GoschedAsync,
  recv as recvCase,
  type SendChan,
  trySelect,
} from "../../../src/index.ts";
import { type Both, both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

const tryReceive = both(
  async (c: Chan<number>, done: SendChan<boolean>) => {
    await done.send(trySelect({ got: recvCase(c) }) !== undefined);
  },
  function* (c, done) {
    yield* send(done, trySelect({ got: recvCase(c) }) !== undefined);
  },
);

export const TestNonblockRecvRace: Case = {
  name: "TestNonblockRecvRace",
  holds: "a receive that does not wait gets the last value of a channel, or sees that it is closed",
  main: both(
    async (t) => {
      const done = chan<boolean>(1);
      for (let i = 0; i < (t.short ? 100 : 10_000); i++) {
        const c = chan<number>(1);
        await c.send(1);
        t.go(tryReceive, c, done);
        await GoschedAsync();
        c.close();
        await GoschedAsync();
        await c.recv();
        if (!(await done.recv())) expect.fail("the channel was not ready");
      }
    },
    function* (t) {
      const done = chan<boolean>(1);
      for (let i = 0; i < (t.short ? 100 : 10_000); i++) {
        const c = chan<number>(1);
        yield* send(c, 1);
        t.go(tryReceive, c, done);
        yield* Gosched();
        c.close();
        yield* Gosched();
        yield* recv(c);
        if (!(yield* recv(done))) expect.fail("the channel was not ready");
      }
    },
  ),
};

const tryEither = both(
  async (c1: Chan<number>, c2: Chan<number>, done: SendChan<boolean>) => {
    await done.send(trySelect({ c1: recvCase(c1), c2: recvCase(c2) }) !== undefined);
  },
  function* (c1, c2, done) {
    yield* send(done, trySelect({ c1: recvCase(c1), c2: recvCase(c2) }) !== undefined);
  },
);

/** The race, where `makeReady` is how the second channel becomes ready. */
function selectRace(makeReady: Both<[Chan<number>]>): Case["main"] {
  return both(
    async (t) => {
      const done = chan<boolean>(1);
      for (let i = 0; i < (t.short ? 100 : 20_000); i++) {
        const [c1, c2] = [chan<number>(1), chan<number>(1)];
        await c1.send(1);
        t.go(tryEither, c1, c2, done);
        await makeReady.async(c2);
        c1.tryRecv();
        if (!(await done.recv())) expect.fail("no channel was ready");
      }
    },
    function* (t) {
      const done = chan<boolean>(1);
      for (let i = 0; i < (t.short ? 100 : 20_000); i++) {
        const [c1, c2] = [chan<number>(1), chan<number>(1)];
        yield* send(c1, 1);
        t.go(tryEither, c1, c2, done);
        yield* makeReady.generator(c2);
        c1.tryRecv();
        if (!(yield* recv(done))) expect.fail("no channel was ready");
      }
    },
  );
}

export const TestNonblockSelectRace: Case = {
  name: "TestNonblockSelectRace",
  holds: "a select that does not wait sees one moment, in which one of its channels has a value",
  main: selectRace(
    both(
      async (c) => c.send(1),
      function* (c) {
        yield* send(c, 1);
      },
    ),
  ),
};

export const TestNonblockSelectRace2: Case = {
  name: "TestNonblockSelectRace2",
  holds: "the same, where the second channel is closed instead of sent to",
  main: selectRace(
    both(
      async (c) => {
        c.close();
        await GoschedAsync();
      },
      function* (c) {
        c.close();
        yield* Gosched();
      },
    ),
  ),
};
