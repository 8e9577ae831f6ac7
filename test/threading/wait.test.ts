// wait and asCompleted: what CPython's test_concurrent_futures asserts, on a pool of five threads.

import { describe, expect, it } from "vitest";
import {
  ALL_COMPLETED,
  asCompleted,
  Event,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type Future,
  monotonic,
  sleep,
  ThreadPoolExecutor,
  TimeoutError,
  ValueError,
  wait,
} from "../../src/threading/index.ts";
import { onSchedules } from "./bunch.ts";
import { cancelled, failed, notified, pending, running, successful } from "./futures.ts";

const mul = (a: number, b: number) => a * b;
const divide = (_a: number, _b: number): number => {
  throw new RangeError("division by zero");
};
const sleepAndThrow = async (ms: number): Promise<never> => {
  await sleep(ms);
  throw new Error("this is an exception");
};

function withPool(test: (pool: ThreadPoolExecutor) => Promise<void>): () => Promise<void> {
  return onSchedules(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 5 });
    await test(pool);
  });
}

const set = <T>(...values: T[]): Set<T> => new Set(values);

describe("wait", () => {
  it(
    "answers when the first is completed",
    withPool(async (pool) => {
      const [gone, quick, slow] = [cancelled(), pool.submit(mul, 21, 2), pool.submit(sleep, 1500)];
      const { done, notDone } = await wait([gone, quick, slow], { returnWhen: FIRST_COMPLETED });
      expect(done).toEqual(set(quick));
      expect(notDone).toEqual(set<Future<unknown>>(gone, slow));
    }),
  );

  it(
    "answers at once when one was completed before",
    withPool(async (pool) => {
      const [gone, old, slow] = [notified(), successful(), pool.submit(sleep, 1500)];
      const start = monotonic();
      const { done, notDone } = await wait([gone, old, slow], { returnWhen: FIRST_COMPLETED });
      expect(monotonic() - start).toBe(0);
      expect(done).toEqual(set<Future<unknown>>(gone, old));
      expect(notDone).toEqual(set(slow));
    }),
  );

  it(
    "answers when the first has failed",
    withPool(async (pool) => {
      const quick = pool.submit(mul, 2, 21);
      const failing = pool.submit(sleepAndThrow, 1500);
      const slow = pool.submit(sleep, 3000);
      const { done, notDone } = await wait([quick, failing, slow], { returnWhen: FIRST_EXCEPTION });
      expect(done).toEqual(set<Future<unknown>>(quick, failing));
      expect(notDone).toEqual(set(slow));
    }),
  );

  it(
    "does not take a success, or a cancelled future, for a failure",
    withPool(async (pool) => {
      const old = [successful(), cancelled(), notified()];
      const failing = pool.submit(divide, 21, 0);
      const slow = pool.submit(sleep, 1500);
      const { done, notDone } = await wait<Future<unknown>>([...old, failing, slow], {
        returnWhen: FIRST_EXCEPTION,
      });
      expect(done).toEqual(set<Future<unknown> | undefined>(old[0], old[2], failing));
      expect(notDone).toEqual(set<Future<unknown> | undefined>(old[1], slow));
    }),
  );

  it(
    "answers at once when one had failed before",
    withPool(async (pool) => {
      const [old, slow] = [failed(), pool.submit(sleep, 2000)];
      const { done, notDone } = await wait([old, slow], { returnWhen: FIRST_EXCEPTION });
      expect(done).toEqual(set(old));
      expect(notDone).toEqual(set(slow));
    }),
  );

  it(
    "answers when all are completed, where none has failed that should",
    withPool(async (pool) => {
      const both = [pool.submit(mul, 1, 2), pool.submit(sleep, 20)];
      const { done } = await wait<Future<unknown>>(both, { returnWhen: FIRST_EXCEPTION });
      expect(done.size).toBe(2);
    }),
  );

  it(
    "answers when all are completed",
    withPool(async (pool) => {
      const all = [
        successful(),
        notified(),
        failed(),
        pool.submit(divide, 2, 0),
        pool.submit(mul, 2, 21),
      ];
      for (const options of [{}, { returnWhen: ALL_COMPLETED }] as const) {
        const { done, notDone } = await wait(all, options);
        expect(done).toEqual(new Set(all));
        expect(notDone).toEqual(set());
      }
    }),
  );

  it(
    "answers with what is done when the time runs out",
    withPool(async (pool) => {
      const quick = pool.submit(mul, 6, 7);
      const slow = pool.submit(sleep, 6000);
      const old = [notified(), failed(), successful()];
      const start = monotonic();
      const { done, notDone } = await wait<Future<unknown>>([...old, quick, slow], {
        timeoutMs: 5000,
      });
      expect(monotonic() - start).toBe(5000);
      expect(done).toEqual(set<Future<unknown>>(...old, quick));
      expect(notDone).toEqual(set(slow));
    }),
  );

  it(
    "counts a future once that is given twice, and answers of none at once",
    withPool(async (pool) => {
      const future = pool.submit(mul, 6, 7);
      const { done } = await wait([future, future, future]);
      expect(done).toEqual(set(future));
      for (const returnWhen of [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED] as const) {
        expect((await wait([], { returnWhen })).done.size).toBe(0);
      }
    }),
  );

  it(
    "sees many futures end at once",
    withPool(async (pool) => {
      const event = new Event();
      const futures = Array.from({ length: 100 }, () => pool.submit(() => event.wait()));
      event.set();
      expect((await wait(futures)).done.size).toBe(100);
    }),
  );

  it("refuses a condition that it does not know", async () => {
    for (const word of ["SOMETIMES", "toString"]) {
      const waiting = wait([], { returnWhen: word as typeof ALL_COMPLETED });
      await expect(waiting).rejects.toThrow(ValueError);
      await expect(waiting).rejects.toThrow(`Invalid return condition: ${word}`);
    }
  });
});

async function drain<F>(futures: AsyncIterable<F>): Promise<F[]> {
  const all: F[] = [];
  for await (const future of futures) all.push(future);
  return all;
}

describe("asCompleted", () => {
  it(
    "gives all futures, the completed ones first",
    withPool(async (pool) => {
      const old = [notified(), failed(), successful()];
      const recent = [pool.submit(mul, 2, 21), pool.submit(mul, 7, 6)];
      const got = await drain(asCompleted([...recent, ...old]));
      expect(got.slice(0, 3)).toEqual(old);
      expect(new Set(got)).toEqual(new Set([...old, ...recent]));
    }),
  );

  it(
    "gives them in the order in which they are completed",
    withPool(async (pool) => {
      const delays = [300, 100, 200];
      const futures = delays.map((ms) =>
        pool.submit(async () => {
          await sleep(ms);
          return ms;
        }),
      );
      const got = await drain(asCompleted(futures));
      expect(await Promise.all(got.map((future) => future.result()))).toEqual([100, 200, 300]);
    }),
  );

  it(
    "throws when the time runs out, after those that were in time",
    withPool(async (pool) => {
      const old = [notified(), failed(), successful()];
      const quick = pool.submit(sleep, 10);
      const slow = pool.submit(sleep, 2000);
      for (const [timeoutMs, inTime] of [
        [0, old],
        [1000, [...old, quick]],
      ] as const) {
        const got: unknown[] = [];
        const loop = async () => {
          for await (const future of asCompleted<Future<unknown>>([...old, quick, slow], {
            timeoutMs,
          })) {
            got.push(future);
          }
        };
        await expect(loop()).rejects.toThrow(TimeoutError);
        expect(got).toEqual(inTime);
      }
    }),
  );

  it("counts the unfinished in what it throws", async () => {
    const futures = [notified(), pending(), running(), successful()];
    await expect(drain(asCompleted(futures, { timeoutMs: 0 }))).rejects.toThrow(
      "2 (of 4) futures unfinished",
    );
  });

  it(
    "gives a future once that is given twice, from any iterable",
    withPool(async (pool) => {
      const future = pool.submit(sleep, 2000);
      const thrice = function* () {
        for (let i = 0; i < 3; i++) yield future;
      };
      expect(await drain(asCompleted(thrice()))).toEqual([future]);
    }),
  );

  it(
    "can be left early",
    withPool(async (pool) => {
      const futures = [pool.submit(sleep, 10), pool.submit(sleep, 20)];
      for await (const future of asCompleted(futures)) {
        expect(future).toBe(futures[0]);
        break;
      }
      await wait(futures);
    }),
  );
});
