// ThreadPoolExecutor: what CPython's test_concurrent_futures asserts of pools of threads.

import { afterEach, describe, expect, it, vi } from "vitest";
import {
  activeCount,
  BrokenExecutor,
  BrokenThreadPool,
  CancelledError,
  currentThread,
  Event,
  Executor,
  enumerate,
  Future,
  local,
  mainThread,
  monotonic,
  NotCallableError,
  RuntimeError,
  sleep,
  ThreadPoolExecutor,
  TimeoutError,
  ValueError,
  wait,
} from "../../src/threading/index.ts";
import { onSchedules, othersBlocked } from "./bunch.ts";

const abs = Math.abs;
const mul = (a: number, b: number) => a * b;
const pow = (a: number, b: number) => a ** b;

async function listOf<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe("submit", () => {
  it(
    "answers the future of what a function returns, throws, or promises",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor();
      expect(await pool.submit(pow, 2, 8).result()).toBe(256);
      expect(await pool.submit(async (n: number) => n + 1, 1).result()).toBe(2);
      await expect(
        pool
          .submit(() => {
            throw new RangeError("thrown");
          })
          .result(),
      ).rejects.toThrow("thrown");
      await expect(
        pool.submit(() => Promise.reject(new RangeError("rejected"))).result(),
      ).rejects.toThrow("rejected");
    }),
  );

  it(
    "runs at most as many calls at once as there may be threads",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor({ maxWorkers: 3 });
      let running = 0;
      let most = 0;
      const futures = range(10).map(() =>
        pool.submit(async () => {
          most = Math.max(most, ++running);
          await sleep(1);
          running--;
        }),
      );
      await wait(futures);
      expect(most).toBe(3);
    }),
  );

  it(
    "begins calls in the order in which they came",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const begun: number[] = [];
      await wait(range(10).map((n) => pool.submit(() => begun.push(n))));
      expect(begun).toEqual(range(10));
    }),
  );

  it(
    "does not run what was cancelled before its turn",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const finish = new Event();
      const ran: string[] = [];
      const first = pool.submit(async () => {
        ran.push("first");
        await finish.wait();
      });
      const second = pool.submit(() => ran.push("second"));
      const third = pool.submit(() => ran.push("third"));
      await othersBlocked();
      expect([first.running(), first.cancel(), second.cancel()]).toEqual([true, false, true]);
      finish.set();
      const { done } = await wait<Future<unknown>>([first, second, third]);
      expect(done.size).toBe(3);
      expect(ran).toEqual(["first", "third"]);
    }),
  );

  it(
    "refuses what is no function",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor();
      expect(() => pool.submit("call" as never)).toThrow(NotCallableError);
    }),
  );
});

describe("map", () => {
  it(
    "gives the results in the order of the arguments",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor({ maxWorkers: 3 });
      expect(await listOf(pool.map(pow, range(10), range(10)))).toEqual(
        range(10).map((n) => n ** n),
      );
      expect(await listOf(pool.map(mul, [1, 2, 3], new Set([4, 5])))).toEqual([4, 10]);
      const slowest = async (ms: number) => {
        await sleep(ms);
        return ms;
      };
      expect(await listOf(pool.map(slowest, [30, 10, 20]))).toEqual([30, 10, 20]);
    }),
  );

  it(
    "submits everything at once, looked at or not",
    onSchedules(async () => {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const finished: number[] = [];
      pool.map((n: number) => finished.push(n), range(10));
      await pool.shutdown();
      expect(finished.sort((a, b) => a - b)).toEqual(range(10));
    }),
  );

  it(
    "throws what a call has thrown, in its place",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor();
      const divide = (a: number, b: number) => {
        if (b === 0) throw new RangeError("division by zero");
        return Math.floor(a / b);
      };
      const results = pool.map(divide, [1, 1, 1, 1], [2, 3, 0, 5]);
      expect((await results.next()).value).toBe(0);
      expect((await results.next()).value).toBe(0);
      await expect(results.next()).rejects.toThrow("division by zero");
      expect((await results.next()).done).toBe(true);
    }),
  );

  it(
    "throws when a result has not come in time, and cancels what has not begun",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const begun: number[] = [];
      const call = async (ms: number) => {
        begun.push(ms);
        await sleep(ms);
        return ms;
      };
      const start = monotonic();
      const got: number[] = [];
      const loop = async () => {
        for await (const ms of pool.map(call, [0, 1, 6000, 2], { timeoutMs: 5000 })) got.push(ms);
      };
      await expect(loop()).rejects.toThrow(TimeoutError);
      expect(monotonic() - start).toBe(5000);
      expect(got).toEqual([0, 1]);
      await pool.shutdown();
      expect(begun).toEqual([0, 1, 6000]);
    }),
  );

  it(
    "cancels what has not begun when its loop is left",
    onSchedules(async () => {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const begun: number[] = [];
      const call = async (n: number) => {
        begun.push(n);
        await sleep(1);
      };
      for await (const _ of pool.map(call, range(5))) break;
      await pool.shutdown();
      expect(begun.length).toBeLessThan(5);
    }),
  );

  it(
    "does nothing with nothing",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor();
      expect(await listOf(pool.map(abs, []))).toEqual([]);
      expect(await listOf(pool.map(() => 1))).toEqual([]);
    }),
  );
});

describe("the threads of a pool", () => {
  it(
    "are started as calls need them, and used again while they are idle",
    onSchedules(async () => {
      const before = activeCount();
      const pool = new ThreadPoolExecutor({ maxWorkers: 5 });
      expect(activeCount()).toBe(before);
      for (let i = 0; i < 3; i++) await pool.submit(mul, 21, 2).result();
      expect(activeCount()).toBe(before + 1);
      await wait([1, 2, 3].map(() => pool.submit(sleep, 10)));
      expect(activeCount()).toBe(before + 3);
      await wait(range(20).map(() => pool.submit(sleep, 10)));
      expect(activeCount()).toBe(before + 5);
      await pool.shutdown();
      expect(activeCount()).toBe(before);
    }),
  );

  it(
    "are named for the pool, or as they are told",
    onSchedules(async () => {
      const namesOf = async (pool: ThreadPoolExecutor) => {
        const nameOfThread = async (_n: number) => {
          const thread = currentThread();
          await sleep(1);
          expect(currentThread()).toBe(thread);
          return thread.name;
        };
        const names = new Set(await listOf(pool.map(nameOfThread, range(5))));
        await pool.shutdown();
        return names;
      };
      const named = await namesOf(
        new ThreadPoolExecutor({ maxWorkers: 2, threadNamePrefix: "Special" }),
      );
      expect(named).toEqual(new Set(["Special_0", "Special_1"]));
      const unnamed = await namesOf(new ThreadPoolExecutor({ maxWorkers: 1 }));
      expect(unnamed).toEqual(new Set(["ThreadPoolExecutor-0_0"]));
    }),
  );

  it(
    "are known to what they call, and have locals of their own",
    onSchedules(async () => {
      const mine = local(() => ({ calls: 0 }));
      await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const calls = await listOf(
        pool.map(async (_n: number) => {
          expect(enumerate()).toContain(currentThread());
          expect(currentThread()).not.toBe(mainThread());
          await sleep(1);
          return ++mine.calls;
        }, range(6)),
      );
      expect(calls.filter((n) => n === 1)).toHaveLength(2);
      expect(mine.calls).toBe(0);
    }),
  );

  it(
    "are initialized before their first call",
    onSchedules(async () => {
      const status = local(() => ({ is: "uninitialized" }));
      await using pool = new ThreadPoolExecutor({
        maxWorkers: 2,
        initializer: async (is: string) => {
          await sleep(1);
          status.is = is;
        },
        initargs: ["initialized"],
      });
      const found = await listOf(
        pool.map((_n: number) => sleep(1).then(() => status.is), range(4)),
      );
      expect(found).toEqual(Array(4).fill("initialized"));
    }),
  );
});

describe("a pool whose initializer fails", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it(
    "is broken: calls that wait fail, and no more are taken",
    onSchedules(async () => {
      let written = "";
      vi.spyOn(process.stderr, "write").mockImplementation((text) => {
        written += String(text);
        return true;
      });
      const ran: string[] = [];
      const pool = new ThreadPoolExecutor({
        maxWorkers: 2,
        initializer: async () => {
          await sleep(100);
          throw new RangeError("error in initializer");
        },
      });
      const futures = range(5).map(() => pool.submit(() => ran.push("ran")));
      const gone = pool.submit(() => ran.push("ran"));
      gone.cancel();
      for (const future of futures) await expect(future.result()).rejects.toThrow(BrokenThreadPool);
      await expect(gone.result()).rejects.toThrow(CancelledError);
      expect(() => pool.submit(mul, 1, 2)).toThrow(BrokenExecutor);
      expect(() => pool.submit(mul, 1, 2)).toThrow(
        "A thread initializer failed, the thread pool is not usable anymore",
      );
      expect((await wait<Future<unknown>>([...futures, gone])).done.size).toBe(6);
      await pool.shutdown();
      expect(ran).toEqual([]);
      expect(written).toContain("Exception in initializer:");
      expect(written).toContain("RangeError: error in initializer");
    }),
  );
});

describe("shutdown", () => {
  it(
    "takes no further calls",
    onSchedules(async () => {
      const pool = new ThreadPoolExecutor();
      await pool.shutdown();
      expect(() => pool.submit(pow, 2, 5)).toThrow(RuntimeError);
      expect(() => pool.submit(pow, 2, 5)).toThrow("cannot schedule new futures after shutdown");
      await pool.shutdown();
    }),
  );

  it(
    "waits until all calls have ended, those that have not begun too",
    onSchedules(async () => {
      const pool = new ThreadPoolExecutor({ maxWorkers: 5 });
      const futures = range(50).map(() => pool.submit(sleep, 100));
      await pool.shutdown();
      expect(futures.every((future) => future.done())).toBe(true);
      expect(enumerate()).toEqual([mainThread()]);
    }),
  );

  it(
    "waits for nothing where it is told so, and all calls end all the same",
    onSchedules(async () => {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const start = monotonic();
      const futures = range(4).map((n) =>
        pool.submit(async () => {
          await sleep(10);
          return n;
        }),
      );
      await pool.shutdown({ wait: false });
      expect(monotonic() - start).toBe(0);
      expect(await Promise.all(futures.map((future) => future.result()))).toEqual([0, 1, 2, 3]);
      await sleep(1);
      expect(enumerate()).toEqual([mainThread()]);
    }),
  );

  it(
    "cancels what has not begun where it is told so",
    onSchedules(async () => {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const futures = range(10).map(() => pool.submit(sleep, 100));
      await othersBlocked();
      await pool.shutdown({ cancelFutures: true });
      expect(futures.filter((future) => future.cancelled())).toHaveLength(8);
      const { done } = await wait(futures);
      expect(done.size).toBe(10);
      await expect(futures.at(-1)?.result()).rejects.toThrow(CancelledError);
    }),
  );

  it(
    "is what the end of a block does that uses the pool",
    onSchedules(async () => {
      const finished: number[] = [];
      {
        await using pool = new ThreadPoolExecutor({ maxWorkers: 5 });
        expect(await listOf(pool.map(abs, [-2, -1, 0, 1]))).toEqual([2, 1, 0, 1]);
        pool.submit(async () => {
          await sleep(10);
          finished.push(1);
        });
      }
      expect(finished).toEqual([1]);
      expect(enumerate()).toEqual([mainThread()]);
    }),
  );
});

describe("a pool", () => {
  it(
    "is an Executor, and its calls are Futures",
    onSchedules(async () => {
      await using pool = new ThreadPoolExecutor();
      expect(pool).toBeInstanceOf(Executor);
      expect(pool.submit(mul, 1, 2)).toBeInstanceOf(Future);
    }),
  );

  it.each([0, -1, 1.5, Number.POSITIVE_INFINITY])("refuses %d threads", (maxWorkers) => {
    expect(() => new ThreadPoolExecutor({ maxWorkers })).toThrow(ValueError);
    expect(() => new ThreadPoolExecutor({ maxWorkers })).toThrow(
      `max_workers must be greater than 0, not ${maxWorkers}`,
    );
  });

  it("refuses an initializer that is no function", () => {
    expect(() => new ThreadPoolExecutor({ initializer: 1 as never })).toThrow(NotCallableError);
  });
});
