// SimpleQueue: what CPython's test_queue asserts.

import { describe, expect, it } from "vitest";
import { Empty, monotonic, SimpleQueue, ValueError } from "../../src/threading/index.ts";
import { Bunch, onSchedules, othersBlocked } from "./bunch.ts";

describe("a SimpleQueue", () => {
  it(
    "hands out what came first, waited for or not",
    onSchedules(async () => {
      const q = new SimpleQueue<number>();
      expect([q.empty(), q.qsize()]).toEqual([true, 0]);
      q.put(1);
      expect([q.empty(), q.qsize()]).toEqual([false, 1]);
      q.put(2);
      q.putNowait(3);
      q.put(4);
      expect(q.qsize()).toBe(4);
      expect([await q.get(), q.getNowait(), await q.get(100), await q.get(0)]).toEqual([
        1, 2, 3, 4,
      ]);
      expect([q.empty(), q.qsize()]).toEqual([true, 0]);
      expect(() => q.getNowait()).toThrow(Empty);
      await expect(q.get(0)).rejects.toThrow(Empty);
      const start = monotonic();
      await expect(q.get(100)).rejects.toThrow(Empty);
      expect(monotonic() - start).toBe(100);
    }),
  );

  it.each([-1, Number.NaN])("refuses a time-out of %d", async (timeoutMs) => {
    const q = new SimpleQueue<number>();
    q.put(1);
    await expect(q.get(timeoutMs)).rejects.toThrow(ValueError);
    expect(q.qsize()).toBe(1);
  });

  it(
    "keeps the order between one thread that puts and one that gets",
    onSchedules(async () => {
      const q = new SimpleQueue<number>();
      const numbers = Array.from({ length: 100 }, (_, i) => i);
      const got: number[] = [];
      const consumer = new Bunch(1, async () => {
        for (const _ of numbers) got.push(await q.get());
      });
      const producer = new Bunch(1, async () => {
        for (const n of numbers) {
          q.put(n);
          if (n % 3 === 0) await othersBlocked();
        }
      });
      await producer.join();
      await consumer.join();
      expect(got).toEqual(numbers);
    }),
  );

  it.each([
    ["waiting", (q: SimpleQueue<number | null>) => q.get()],
    [
      "asking again and again",
      async (q: SimpleQueue<number | null>) => {
        while (q.empty()) await othersBlocked();
        return q.getNowait();
      },
    ],
    [
      "with time-outs",
      async (q: SimpleQueue<number | null>) => {
        for (;;) {
          try {
            return await q.get(1e-5);
          } catch (error) {
            if (!(error instanceof Empty)) throw error;
          }
        }
      },
    ],
  ])("loses nothing between many threads, %s", (_, get) =>
    onSchedules(async () => {
      const q = new SimpleQueue<number | null>();
      const left = Array.from({ length: 100 }, (_value, i) => i);
      const got: number[] = [];
      const producers = new Bunch(10, async () => {
        for (let n = left.pop(); n !== undefined; n = left.pop()) {
          q.put(n);
          await othersBlocked();
        }
        q.put(null);
      });
      const consumers = new Bunch(10, async () => {
        for (let n = await get(q); n !== null; n = await get(q)) got.push(n);
      });
      await producers.join();
      await consumers.join();
      expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_value, i) => i));
      expect(q.empty()).toBe(true);
    })(),
  );

  it("says what is in it", () => {
    const q = new SimpleQueue<number>();
    q.put(1);
    expect(q.toString()).toBe("<SimpleQueue: qsize=1>");
  });
});
