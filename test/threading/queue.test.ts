// The queues: what CPython's test_queue asserts of all that have a limit, then of each kind, and what
// Python 3.13's shutdown promises.

import { describe, expect, it } from "vitest";
import {
  Empty,
  Full,
  LifoQueue,
  monotonic,
  NotComparableError,
  PriorityQueue,
  Queue,
  ShutDown,
  Thread,
  ValueError,
} from "../../src/threading/index.ts";
import { Bunch, onSchedules, othersBlocked } from "./bunch.ts";

const SIZE = 5;

const kinds: readonly [name: string, make: (maxsize?: number) => Queue<number>, order: number[]][] =
  [
    ["Queue", (maxsize) => new Queue(maxsize), [111, 333, 222]],
    ["LifoQueue", (maxsize) => new LifoQueue(maxsize), [222, 333, 111]],
    ["PriorityQueue", (maxsize) => new PriorityQueue(maxsize), [111, 222, 333]],
  ];

describe.each(kinds)("a %s", (_, make, order) => {
  it(
    "hands out in its order",
    onSchedules(async () => {
      const q = make();
      for (const value of [111, 333, 222]) await q.put(value);
      expect([await q.get(), await q.get(), await q.get()]).toEqual(order);
    }),
  );

  it(
    "is empty, then neither, then full",
    onSchedules(async () => {
      const q = make(SIZE);
      expect([q.qsize(), q.empty(), q.full(), q.maxsize]).toEqual([0, true, false, SIZE]);
      for (let i = 1; i < SIZE; i++) {
        await q.put(i);
        expect([q.qsize(), q.empty(), q.full()]).toEqual([i, false, false]);
      }
      await q.put(SIZE);
      expect([q.qsize(), q.empty(), q.full()]).toEqual([SIZE, false, true]);
      for (let i = 0; i < SIZE; i++) await q.get();
      expect(q.empty()).toBe(true);
    }),
  );

  it.each([0, -1])("never is full with a maxsize of %d", async (maxsize) => {
    const q = make(maxsize);
    for (let i = 0; i < 1000; i++) q.putNowait(i);
    expect([q.full(), q.qsize()]).toEqual([false, 1000]);
  });

  it("throws Full and Empty where it may not wait", () => {
    const q = make(SIZE);
    for (let i = 0; i < SIZE; i++) q.putNowait(1);
    expect(() => q.putNowait(1)).toThrow(Full);
    for (let i = 0; i < SIZE; i++) expect(q.getNowait()).toBe(1);
    expect(() => q.getNowait()).toThrow(Empty);
  });

  it(
    "throws Full and Empty when the time runs out",
    onSchedules(async () => {
      const q = make(1);
      const start = monotonic();
      await expect(q.get(10)).rejects.toThrow(Empty);
      await expect(q.get(0)).rejects.toThrow(Empty);
      await q.put(1, 10);
      await expect(q.put(2, 10)).rejects.toThrow(Full);
      await expect(q.put(2, 0)).rejects.toThrow(Full);
      expect(monotonic() - start).toBe(20);
      expect(await q.get(10)).toBe(1);
      expect(q.empty()).toBe(true);
      expect(monotonic() - start).toBe(20);
    }),
  );

  it.each([-1, Number.NaN])("refuses a time-out of %d", async (timeoutMs) => {
    const q = make(SIZE);
    const words = "'timeout' must be a non-negative number";
    await expect(q.put(1, timeoutMs)).rejects.toThrow(ValueError);
    await expect(q.put(1, timeoutMs)).rejects.toThrow(words);
    await expect(q.get(timeoutMs)).rejects.toThrow(words);
    expect(q.empty()).toBe(true);
  });

  it.each([undefined, 10_000])("lets a put wait for room, with a time-out of %s", (timeoutMs) =>
    onSchedules(async () => {
      const q = make(1);
      await q.put(1);
      const bunch = new Bunch(1, () => q.put(2, timeoutMs));
      await othersBlocked();
      expect(bunch.finished).toEqual([]);
      expect(await q.get()).toBe(1);
      await bunch.join();
      expect(await q.get()).toBe(2);
    })(),
  );

  it.each([undefined, 10_000])("lets a get wait for a value, with a time-out of %s", (timeoutMs) =>
    onSchedules(async () => {
      const q = make(1);
      const bunch = new Bunch(1, async () => expect(await q.get(timeoutMs)).toBe(7));
      await othersBlocked();
      expect(bunch.finished).toEqual([]);
      await q.put(7);
      await bunch.join();
      expect(q.empty()).toBe(true);
    })(),
  );

  it(
    "loses nothing between many threads",
    onSchedules(async () => {
      const q = make(2);
      const got: number[] = [];
      const consumers = new Bunch(3, async () => {
        for (let i = 0; i < 10; i++) got.push(await q.get());
      });
      const producers = new Bunch(5, async (index) => {
        for (let i = 0; i < 6; i++) await q.put(index * 6 + i);
      });
      await producers.join();
      await consumers.join();
      expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_value, i) => i));
    }),
  );

  it(
    "lets join wait until all that was put is done, and again",
    onSchedules(async () => {
      const q = make();
      let sum = 0;
      const workers = [0, 1].map(
        () =>
          new Thread({
            target: async () => {
              for (;;) {
                const n = await q.get();
                if (n >= 0) sum += n;
                await othersBlocked();
                q.taskDone();
                if (n < 0) return;
              }
            },
          }),
      );
      for (const worker of workers) worker.start();
      for (let i = 0; i < 20; i++) await q.put(i);
      await q.join();
      expect(sum).toBe(190);
      await q.put(-1);
      await q.put(-1);
      await q.join();
      for (const worker of workers) await worker.join();
      expect(() => q.taskDone()).toThrow(ValueError);
    }),
  );

  it(
    "lets join wait for the last one too",
    onSchedules(async () => {
      const q = make();
      await q.put(1);
      await q.put(2);
      const bunch = new Bunch(1, () => q.join());
      await othersBlocked();
      q.taskDone();
      await othersBlocked();
      expect(bunch.finished).toEqual([]);
      q.taskDone();
      await bunch.join();
    }),
  );

  it("refuses to be done with more than was put", () => {
    const q = make();
    expect(() => q.taskDone()).toThrow("task_done() called too many times");
    q.putNowait(1);
    q.taskDone();
    expect(() => q.taskDone()).toThrow(ValueError);
  });

  it(
    "has nothing to wait for in join while nothing was put",
    onSchedules(async () => {
      const q = make();
      const bunch = new Bunch(1, () => q.join());
      await othersBlocked();
      expect(bunch.finished).toEqual([0]);
    }),
  );

  it("can shrink below what is in it", async () => {
    const q = make(3);
    for (const value of [1, 2, 3]) await q.put(value);
    q.maxsize = 2;
    expect(() => q.putNowait(4)).toThrow(Full);
    expect(q.qsize()).toBe(3);
    q.getNowait();
    expect(() => q.putNowait(4)).toThrow(Full);
    q.getNowait();
    q.putNowait(4);
  });

  it(
    "lets those in that wait for the room when it grows",
    onSchedules(async () => {
      const q = make(1);
      await q.put(1);
      const bunch = new Bunch(3, (index) => q.put(2 + index));
      await othersBlocked();
      q.maxsize = 3;
      await othersBlocked();
      expect([bunch.finished.length, q.qsize()]).toEqual([2, 3]);
      q.maxsize = 0;
      await bunch.join();
      expect(q.qsize()).toBe(4);
    }),
  );

  it("says what is in it", async () => {
    expect(make(SIZE).toString()).toMatch(/^<\w*Queue: qsize=0 of 5>$/);
    expect(make().toString()).toMatch(/^<\w*Queue: qsize=0>$/);
  });

  describe("that is shut down", () => {
    it(
      "takes no more, and hands out what is left",
      onSchedules(async () => {
        const q = make();
        await q.put(1);
        await q.put(2);
        expect(q.isShutdown).toBe(false);
        q.shutdown();
        expect(q.isShutdown).toBe(true);
        await expect(q.put(3)).rejects.toThrow(ShutDown);
        await expect(q.put(3, 10)).rejects.toThrow(ShutDown);
        expect(() => q.putNowait(3)).toThrow(ShutDown);
        expect(new Set([await q.get(), await q.get(10)])).toEqual(new Set([1, 2]));
        await expect(q.get()).rejects.toThrow(ShutDown);
        await expect(q.get(10)).rejects.toThrow(ShutDown);
        expect(() => q.getNowait()).toThrow(ShutDown);
      }),
    );

    it(
      "lets go those that wait to get",
      onSchedules(async () => {
        const q = make();
        const bunch = new Bunch(3, async (index) => {
          await expect(q.get(index === 0 ? undefined : 1000 * index)).rejects.toThrow(ShutDown);
        });
        await othersBlocked();
        q.shutdown();
        await bunch.join();
      }),
    );

    it(
      "lets go those that wait to put",
      onSchedules(async () => {
        const q = make(1);
        await q.put(1);
        const bunch = new Bunch(3, async (index) => {
          await expect(q.put(2, index === 0 ? undefined : 1000)).rejects.toThrow(ShutDown);
        });
        await othersBlocked();
        q.shutdown();
        await bunch.join();
        expect(await q.get()).toBe(1);
      }),
    );

    it(
      "counts what is discarded as done, and lets join go on",
      onSchedules(async () => {
        const q = make();
        await q.put(1);
        await q.put(2);
        const bunch = new Bunch(1, () => q.join());
        await othersBlocked();
        q.shutdown({ immediate: true });
        await bunch.join();
        expect(q.empty()).toBe(true);
        await expect(q.get()).rejects.toThrow(ShutDown);
        expect(() => q.taskDone()).toThrow(ValueError);
      }),
    );

    it(
      "lets join wait for what was got before",
      onSchedules(async () => {
        const q = make();
        await q.put(1);
        await q.put(2);
        await q.get();
        const bunch = new Bunch(1, () => q.join());
        q.shutdown({ immediate: true });
        await othersBlocked();
        expect(bunch.finished).toEqual([]);
        q.taskDone();
        await bunch.join();
      }),
    );
  });
});

// CPython's FailingQueueTest: a subclass whose storing or taking fails.
describe("a queue whose own order fails", () => {
  class Failure extends Error {}
  class FailingQueue extends Queue<string> {
    failNextPut = false;
    failNextGet = false;
    protected override insert(value: string): void {
      if (this.failNextPut) {
        this.failNextPut = false;
        throw new Failure();
      }
      super.insert(value);
    }
    protected override remove(): string {
      if (this.failNextGet) {
        this.failNextGet = false;
        throw new Failure();
      }
      return super.remove();
    }
  }

  it(
    "fails the one put, and is as it was",
    onSchedules(async () => {
      const q = new FailingQueue(2);
      await q.put("a");
      for (const put of [() => q.put("b"), () => q.put("b", 100), async () => q.putNowait("b")]) {
        q.failNextPut = true;
        await expect(put()).rejects.toThrow(Failure);
        expect(q.qsize()).toBe(1);
      }
      await q.put("b");
      expect(q.full()).toBe(true);
      expect([await q.get(), await q.get()]).toEqual(["a", "b"]);
      q.taskDone();
      q.taskDone();
      expect(() => q.taskDone()).toThrow(ValueError);
    }),
  );

  it(
    "fails a put that has waited, and lets the next one in",
    onSchedules(async () => {
      const q = new FailingQueue(1);
      await q.put("a");
      const failing = new Bunch(1, () => expect(q.put("b")).rejects.toThrow(Failure));
      await othersBlocked();
      const next = new Bunch(1, () => q.put("c", 1000));
      await othersBlocked();
      q.failNextPut = true;
      expect(await q.get()).toBe("a");
      await failing.join();
      await next.join();
      expect(await q.get()).toBe("c");
    }),
  );

  it(
    "fails the one get, and keeps what it has",
    onSchedules(async () => {
      const q = new FailingQueue(2);
      await q.put("a");
      for (const get of [() => q.get(), () => q.get(100), async () => q.getNowait()]) {
        q.failNextGet = true;
        await expect(get()).rejects.toThrow(Failure);
        expect(q.qsize()).toBe(1);
      }
      expect(await q.get()).toBe("a");
    }),
  );

  it(
    "fails a get that has waited, and serves the next one",
    onSchedules(async () => {
      const q = new FailingQueue(2);
      const failing = new Bunch(1, () => expect(q.get(1000)).rejects.toThrow(Failure));
      await othersBlocked();
      const next = new Bunch(1, async () => expect(await q.get()).toBe("a"));
      await othersBlocked();
      q.failNextGet = true;
      await q.put("a");
      await failing.join();
      await next.join();
    }),
  );
});

describe("a PriorityQueue", () => {
  it("takes priorities with what they belong to, as arrays", async () => {
    const q = new PriorityQueue<[number, string]>();
    for (const entry of [
      [3, "c"],
      [1, "b"],
      [2, "x"],
      [1, "a"],
    ] as [number, string][]) {
      await q.put(entry);
    }
    const got = [await q.get(), await q.get(), await q.get(), await q.get()];
    expect(got.map(([, name]) => name)).toEqual(["a", "b", "x", "c"]);
  });

  it.each([
    ["numbers of both kinds", [3n, 1, 2.5, 2n], [1, 2n, 2.5, 3n]],
    ["booleans among numbers", [1.5, true, 0.5, false], [false, 0.5, true, 1.5]],
    ["strings", ["b", "a", "B"], ["B", "a", "b"]],
    ["dates", [new Date(2), new Date(1)], [new Date(1), new Date(2)]],
    ["arrays, a shorter one before what it begins", [[1, 2], [1], [0, 9]], [[0, 9], [1], [1, 2]]],
  ])("puts %s in order", async (_, values: unknown[], sorted: unknown[]) => {
    const q = new PriorityQueue<unknown>();
    for (const value of values) await q.put(value);
    const got: unknown[] = [];
    while (!q.empty()) got.push(await q.get());
    expect(got).toEqual(sorted);
  });

  it("passes over what is the same in two arrays, though it has no order", async () => {
    const same = {};
    const q = new PriorityQueue<[number, object, number]>();
    await q.put([1, same, 2]);
    await q.put([1, same, 1]);
    expect(await q.get()).toEqual([1, same, 1]);
  });

  it.each([
    ["objects", [1, {}], [1, {}]],
    ["a string and a number", "1", 1],
    ["undefined", undefined, undefined],
  ])(
    "refuses %s, which have no order, and is as it was",
    async (_, first: unknown, second: unknown) => {
      const q = new PriorityQueue<unknown>();
      await q.put(first);
      await expect(q.put(second)).rejects.toThrow(NotComparableError);
      await expect(q.put(second)).rejects.toThrow("'<' not supported between");
      expect(q.qsize()).toBe(1);
      expect(await q.get()).toBe(first);
    },
  );

  it("goes by the order it is given", async () => {
    interface Patient {
      readonly name: string;
      readonly urgency: number;
    }
    const q = new PriorityQueue<Patient>(0, (a, b) => b.urgency - a.urgency);
    await q.put({ name: "cold", urgency: 1 });
    await q.put({ name: "heart", urgency: 9 });
    expect((await q.get()).name).toBe("heart");
  });

  it("loses nothing when its order fails in a get", async () => {
    let failing = false;
    const q = new PriorityQueue<number>(0, (a, b) => {
      if (failing) throw new RangeError("no order today");
      return a - b;
    });
    for (const value of [4, 2, 5, 1, 3]) await q.put(value);
    failing = true;
    await expect(q.get()).rejects.toThrow("no order today");
    failing = false;
    const got: number[] = [];
    while (!q.empty()) got.push(await q.get());
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("a promise in a queue", () => {
  it("comes out awaited, or itself where nothing is awaited", async () => {
    const q = new Queue<Promise<string>>();
    const promise = Promise.resolve("value");
    await q.put(promise);
    await q.put(promise);
    expect(await q.get()).toBe("value");
    expect(q.getNowait()).toBe(promise);
  });
});
