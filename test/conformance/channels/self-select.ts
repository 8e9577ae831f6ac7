// Go's TestSelfSelect of runtime/chan_test.go: two goroutines select {send, receive} on the same channel.
// Both get through all their rounds, and none receives what it has sent itself, where there is no buffer.

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

const rounds = both(
  async (c: Chan<number>, self: number, times: number, wg: WaitGroup) => {
    for (let i = 0; i < times; i++) {
      const event =
        self === 0 || i % 2 === 0
          ? await selectAsync({ sent: sendCase(c, self), got: recvCase(c) })
          : await selectAsync({ got: recvCase(c), sent: sendCase(c, self) });
      if (event.case === "got" && c.cap === 0) expect(event.value).not.toBe(self);
    }
    wg.done();
  },
  function* (c, self, times, wg) {
    for (let i = 0; i < times; i++) {
      const event =
        self === 0 || i % 2 === 0
          ? yield* select({ sent: send(c, self), got: recv(c) })
          : yield* select({ got: recv(c), sent: send(c, self) });
      if (event.case === "got" && c.cap === 0) expect(event.value).not.toBe(self);
    }
    wg.done();
  },
);

export const TestSelfSelect: Case = {
  name: "TestSelfSelect",
  holds: "two goroutines select {send, receive} on one channel: all pass, none meets itself",
  main: both(
    async (t) => {
      for (const capacity of [0, 10]) {
        const [c, wg] = [chan<number>(capacity), waitGroup()];
        wg.add(2);
        for (let self = 0; self < 2; self++) t.go(rounds, c, self, t.short ? 100 : 1000, wg);
        await wg.wait();
      }
    },
    function* (t) {
      for (const capacity of [0, 10]) {
        const [c, wg] = [chan<number>(capacity), waitGroup()];
        wg.add(2);
        for (let self = 0; self < 2; self++) t.go(rounds, c, self, t.short ? 100 : 1000, wg);
        yield* wait(wg);
      }
    },
  ),
};
