// Go's TestSelectStress of runtime/chan_test.go: on each of four channels one goroutine sends and one
// receives N values, while two more send and receive N values on each of them by selects, switching off
// a channel when they have done with it. Nobody is left waiting.

import { expect } from "vitest";
import { recv, select, send, wait } from "../../../src/gen.ts";
import {
  type Chan,
  recv as recvCase,
  select as selectAsync,
  send as sendCase,
  type WaitGroup,
} from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan, waitGroup } from "../medium.ts";

const sender = both(
  async (c: Chan<number>, n: number, wg: WaitGroup) => {
    for (let i = 0; i < n; i++) await c.send(0);
    wg.done();
  },
  function* (c, n, wg) {
    for (let i = 0; i < n; i++) yield* send(c, 0);
    wg.done();
  },
);

const receiver = both(
  async (c: Chan<number>, n: number, wg: WaitGroup) => {
    for (let i = 0; i < n; i++) await c.recv();
    wg.done();
  },
  function* (c, n, wg) {
    for (let i = 0; i < n; i++) yield* recv(c);
    wg.done();
  },
);

type Four = readonly [Chan<number>, Chan<number>, Chan<number>, Chan<number>];

/** The channels that a select still has to do with, and how often it had. */
class Left {
  readonly channels: (Chan<number> | null)[];
  readonly #counts = [0, 0, 0, 0];
  readonly #limit: number;

  constructor(channels: Four, limit: number) {
    this.channels = [...channels];
    this.#limit = limit;
  }

  count(index: number): void {
    const count = (this.#counts[index] ?? 0) + 1;
    this.#counts[index] = count;
    if (count === this.#limit) this.channels[index] = null;
  }
}

const selectSender = both(
  async (channels: Four, n: number, wg: WaitGroup) => {
    const left = new Left(channels, n);
    for (let i = 0; i < 4 * n; i++) {
      const [a, b, c, d] = left.channels;
      const { case: chosen } = await selectAsync({
        c3: sendCase(d, 0),
        c2: sendCase(c, 0),
        c0: sendCase(a, 0),
        c1: sendCase(b, 0),
      });
      left.count(Number(chosen[1]));
    }
    wg.done();
  },
  function* (channels, n, wg) {
    const left = new Left(channels, n);
    for (let i = 0; i < 4 * n; i++) {
      const [a, b, c, d] = left.channels;
      const { case: chosen } = yield* select({
        c3: send(d, 0),
        c2: send(c, 0),
        c0: send(a, 0),
        c1: send(b, 0),
      });
      left.count(Number(chosen[1]));
    }
    wg.done();
  },
);

const selectReceiver = both(
  async (channels: Four, n: number, wg: WaitGroup) => {
    const left = new Left(channels, n);
    for (let i = 0; i < 4 * n; i++) {
      const [a, b, c, d] = left.channels;
      const { case: chosen } = await selectAsync({
        c0: recvCase(a),
        c1: recvCase(b),
        c2: recvCase(c),
        c3: recvCase(d),
      });
      left.count(Number(chosen[1]));
    }
    wg.done();
  },
  function* (channels, n, wg) {
    const left = new Left(channels, n);
    for (let i = 0; i < 4 * n; i++) {
      const [a, b, c, d] = left.channels;
      const { case: chosen } = yield* select({
        c0: recv(a),
        c1: recv(b),
        c2: recv(c),
        c3: recv(d),
      });
      left.count(Number(chosen[1]));
    }
    wg.done();
  },
);

export const TestSelectStress: Case = {
  name: "TestSelectStress",
  holds: "four channels, senders, receivers and selects at once; all counts come out",
  main: both(
    async (t) => {
      const n = t.short ? 100 : 10_000;
      const channels: Four = [chan(), chan(), chan(2), chan(3)];
      const wg = waitGroup();
      wg.add(10);
      for (const c of channels) {
        t.go(sender, c, n, wg);
        t.go(receiver, c, n, wg);
      }
      t.go(selectSender, channels, n, wg);
      t.go(selectReceiver, channels, n, wg);
      await wg.wait();
      expect(channels.map((c) => c.len)).toEqual([0, 0, 0, 0]);
    },
    function* (t) {
      const n = t.short ? 100 : 10_000;
      const channels: Four = [chan(), chan(), chan(2), chan(3)];
      const wg = waitGroup();
      wg.add(10);
      for (const c of channels) {
        t.go(sender, c, n, wg);
        t.go(receiver, c, n, wg);
      }
      t.go(selectSender, channels, n, wg);
      t.go(selectReceiver, channels, n, wg);
      yield* wait(wg);
      expect(channels.map((c) => c.len)).toEqual([0, 0, 0, 0]);
    },
  ),
};
