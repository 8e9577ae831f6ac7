// Go's TestMultiConsumer of runtime/chan_test.go: a pool of goroutines takes values from one channel and
// puts them into another; sum and count come out, for each capacity.

import { expect } from "vitest";
import { Gosched, recvOk, send, wait } from "../../../src/gen.ts";
import {
  type Chan,
  Gosched as GoschedAsync,
  type RecvChan,
  type SendChan,
  type WaitGroup,
} from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan, waitGroup } from "../medium.ts";

const WORKERS = 23;
const primes = [2, 3, 7, 11, 13, 17, 19, 23, 27, 31];
const primeOf = (i: number) => primes[i % primes.length] ?? 0;

const worker = both(
  async (w: number, q: RecvChan<number>, r: SendChan<number>, wg: WaitGroup) => {
    for await (const v of q) {
      // Upsets the order of the channel.
      if (primeOf(w) === v) await GoschedAsync();
      await r.send(v);
    }
    wg.done();
  },
  function* (w, q, r, wg) {
    for (let x = yield* recvOk(q); x.ok; x = yield* recvOk(q)) {
      // Upsets the order of the channel.
      if (primeOf(w) === x.value) yield* Gosched();
      yield* send(r, x.value);
    }
    wg.done();
  },
);

const feeder = both(
  async (n: number, q: Chan<number>, r: Chan<number>, wg: WaitGroup) => {
    for (let i = 0; i < n; i++) await q.send(primeOf(i));
    q.close();
    await wg.wait();
    r.close();
  },
  function* (n, q, r, wg) {
    for (let i = 0; i < n; i++) yield* send(q, primeOf(i));
    q.close();
    yield* wait(wg);
    r.close();
  },
);

/** Capacities, and how many values go through each; Go's own is the last. */
const runs: readonly (readonly [capacity: number, n: number])[] = [
  [0, 20_000],
  [1, 20_000],
  [10, 20_000],
  [WORKERS * 3, 271_828],
];

export const TestMultiConsumer: Case = {
  name: "TestMultiConsumer",
  holds: "a pool of consumers; sum and count come out, for each capacity",
  main: both(
    async (t) => {
      for (const [capacity, full] of runs) {
        const n = t.short ? 200 : full;
        const [q, r, wg] = [chan<number>(capacity), chan<number>(capacity), waitGroup()];
        wg.add(WORKERS);
        for (let w = 0; w < WORKERS; w++) t.go(worker, w, q, r, wg);
        t.go(feeder, n, q, r, wg);
        let [count, sum, expected] = [0, 0, 0];
        for await (const v of r) {
          expected += primeOf(count++);
          sum += v;
        }
        expect([count, sum]).toEqual([n, expected]);
      }
    },
    function* (t) {
      for (const [capacity, full] of runs) {
        const n = t.short ? 200 : full;
        const [q, r, wg] = [chan<number>(capacity), chan<number>(capacity), waitGroup()];
        wg.add(WORKERS);
        for (let w = 0; w < WORKERS; w++) t.go(worker, w, q, r, wg);
        t.go(feeder, n, q, r, wg);
        let [count, sum, expected] = [0, 0, 0];
        for (let x = yield* recvOk(r); x.ok; x = yield* recvOk(r)) {
          expected += primeOf(count++);
          sum += x.value;
        }
        expect([count, sum]).toEqual([n, expected]);
      }
    },
  ),
};
