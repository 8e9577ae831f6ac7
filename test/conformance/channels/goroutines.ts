// Go's test/chan/goroutines.go: a chain of goroutines, each waiting on the next; a value put in at its
// end comes out at its beginning, and all of them end.

import { expect } from "vitest";
import { recv, send } from "../../../src/gen.ts";
import { NumGoroutine, type RecvChan, type SendChan } from "../../../src/index.ts";
import { both, type Case, letOthersRun } from "../kinds.ts";
import { chan } from "../medium.ts";

const N = 10_000;

const passOn = both(
  async (left: SendChan<number>, right: RecvChan<number>) => {
    await left.send((await right.recv()) ?? 0);
  },
  function* (left, right) {
    yield* send(left, (yield* recv(right)) ?? 0);
  },
);

const putIn = both(
  async (ch: SendChan<number>) => {
    await ch.send(1);
  },
  function* (ch) {
    yield* send(ch, 1);
  },
);

export const goroutines: Case = {
  name: "goroutines",
  holds: "a chain of 10,000 goroutines, each waiting on the next, unwinds",
  main: both(
    async (t) => {
      const before = NumGoroutine();
      const leftmost = chan<number>();
      let left = leftmost;
      for (let i = 0; i < N; i++) {
        const right = chan<number>();
        t.go(passOn, left, right);
        left = right;
      }
      expect(NumGoroutine()).toBe(before + N);
      t.go(putIn, left);
      expect(await leftmost.recv()).toBe(1);
      while (NumGoroutine() > before) await letOthersRun.async(t);
    },
    function* (t) {
      const before = NumGoroutine();
      const leftmost = chan<number>();
      let left = leftmost;
      for (let i = 0; i < N; i++) {
        const right = chan<number>();
        t.go(passOn, left, right);
        left = right;
      }
      expect(NumGoroutine()).toBe(before + N);
      t.go(putIn, left);
      expect(yield* recv(leftmost)).toBe(1);
      while (NumGoroutine() > before) yield* letOthersRun.generator(t);
    },
  ),
};
