// Go's TestSelectFairness and TestPseudoRandomSend of runtime/chan_test.go: of two cases that are ready
// neither starves, and both are taken about equally.

import { expect } from "vitest";
import { Gosched, lock, recv, select, send, wait } from "../../../src/gen.ts";
import {
  type Chan,
  Gosched as GoschedAsync,
  Mutex,
  recv as recvCase,
  type SendChan,
  select as selectAsync,
  send as sendCase,
  type WaitGroup,
} from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan, waitGroup } from "../medium.ts";

/** Sends on what it receives from four channels, of which two never have anything. */
const relay = both(
  async (
    [c1, c2, c3, c4]: readonly Chan<number>[],
    out: SendChan<number>,
    done: Chan<true>,
    wg: WaitGroup,
  ) => {
    for (;;) {
      const { value = 0 } = await selectAsync({
        c3: recvCase(c3),
        c4: recvCase(c4),
        c1: recvCase(c1),
        c2: recvCase(c2),
      });
      const event = await selectAsync({ out: sendCase(out, value), done: recvCase(done) });
      if (event.case === "done") return wg.done();
    }
  },
  function* ([c1, c2, c3, c4], out, done, wg) {
    for (;;) {
      const { value = 0 } = yield* select({
        c3: recv(c3),
        c4: recv(c4),
        c1: recv(c1),
        c2: recv(c2),
      });
      const event = yield* select({ out: send(out, value), done: recv(done) });
      if (event.case === "done") return wg.done();
    }
  },
);

/** Four channels: the first is full of ones, the second of twos, and the others are empty. */
function fullAndEmpty(trials: number): Chan<number>[] {
  const full = [1, 2].map((value) => {
    const c = chan<number>(trials + 1);
    for (let i = 0; i <= trials; i++) c.trySend(value);
    return c;
  });
  return [...full, chan(), chan()];
}

/** Whether so many of so many is about half, with six nines of confidence. */
function isAboutHalf(count: number, trials: number): void {
  const margin = 4.891676 / (2 * Math.sqrt(trials));
  expect(Math.abs(count / trials - 0.5)).toBeLessThanOrEqual(margin);
}

export const TestSelectFairness: Case = {
  name: "TestSelectFairness",
  holds: "of two ready channels neither starves",
  main: both(
    async (t) => {
      const trials = t.short ? 1000 : 10_000;
      const [out, done, wg] = [chan<number>(), chan<true>(), waitGroup()];
      wg.add(1);
      t.go(relay, fullAndEmpty(trials), out, done, wg);
      const counts = [0, 0, 0];
      for (let i = 0; i < trials; i++) {
        const value = (await out.recv()) ?? 0;
        counts[value] = (counts[value] ?? 0) + 1;
      }
      isAboutHalf(counts[1] ?? 0, trials);
      isAboutHalf(counts[2] ?? 0, trials);
      done.close();
      await wg.wait();
    },
    function* (t) {
      const trials = t.short ? 1000 : 10_000;
      const [out, done, wg] = [chan<number>(), chan<true>(), waitGroup()];
      wg.add(1);
      t.go(relay, fullAndEmpty(trials), out, done, wg);
      const counts = [0, 0, 0];
      for (let i = 0; i < trials; i++) {
        const value = (yield* recv(out)) ?? 0;
        counts[value] = (counts[value] ?? 0) + 1;
      }
      isAboutHalf(counts[1] ?? 0, trials);
      isAboutHalf(counts[2] ?? 0, trials);
      done.close();
      yield* wait(wg);
    },
  ),
};

const N = 100;

const collect = both(
  async (c: Chan<number>, counts: [number, number], m: Mutex) => {
    for (let i = 0; i < N; i++) {
      await GoschedAsync();
      counts[(await c.recv()) as 0 | 1]++;
    }
    m.unlock();
  },
  function* (c, counts, m) {
    for (let i = 0; i < N; i++) {
      yield* Gosched();
      counts[(yield* recv(c)) as 0 | 1]++;
    }
    m.unlock();
  },
);

export const TestPseudoRandomSend: Case = {
  name: "TestPseudoRandomSend",
  holds: "with two ready cases both are taken, about equally",
  main: both(
    async (t) => {
      for (const capacity of [0, N]) {
        const [c, m] = [chan<number>(capacity), new Mutex()];
        const counts: [number, number] = [0, 0];
        await m.lock();
        t.go(collect, c, counts, m);
        for (let i = 0; i < N; i++)
          await selectAsync({ one: sendCase(c, 1), nought: sendCase(c, 0) });
        await m.lock();
        expect(counts[0] + counts[1]).toBe(N);
        expect(Math.min(...counts)).toBeGreaterThan(N / 10);
      }
    },
    function* (t) {
      for (const capacity of [0, N]) {
        const [c, m] = [chan<number>(capacity), new Mutex()];
        const counts: [number, number] = [0, 0];
        yield* lock(m);
        t.go(collect, c, counts, m);
        for (let i = 0; i < N; i++) yield* select({ one: send(c, 1), nought: send(c, 0) });
        yield* lock(m);
        expect(counts[0] + counts[1]).toBe(N);
        expect(Math.min(...counts)).toBeGreaterThan(N / 10);
      }
    },
  ),
};
