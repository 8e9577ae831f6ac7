// Semaphore and BoundedSemaphore: what CPython's lock_tests assert of both, then of each.

import { describe, expect, it } from "vitest";
import { BoundedSemaphore, monotonic, Semaphore, ValueError } from "../../src/threading/index.ts";
import { Bunch, onSchedules, othersBlocked } from "./bunch.ts";

describe.each([
  ["Semaphore", Semaphore],
  ["BoundedSemaphore", BoundedSemaphore],
])("a %s", (_, Kind) => {
  it.each([-1, Number.MIN_SAFE_INTEGER, 1.5, Number.NaN])("refuses to begin at %d", (value) => {
    expect(() => new Kind(value)).toThrow(ValueError);
    expect(() => new Kind(value)).toThrow(`semaphore initial value must be >= 0, not ${value}`);
  });

  it(
    "is acquired as often as its value says",
    onSchedules(async () => {
      const semaphore = new Kind(2);
      await semaphore.acquire();
      await semaphore.acquire();
      expect(semaphore.tryAcquire()).toBe(false);
      semaphore.release();
      expect(semaphore.tryAcquire()).toBeTruthy();
    }),
  );

  it(
    "begins at 1",
    onSchedules(async () => {
      const semaphore = new Kind();
      await semaphore.acquire();
      const bunch = new Bunch(1, async () => {
        await semaphore.acquire();
        semaphore.release();
      });
      await othersBlocked();
      expect(bunch.finished).toEqual([]);
      semaphore.release();
      await bunch.join();
    }),
  );

  it.each([
    [
      "one by one",
      (semaphore: Semaphore, n: number) => {
        for (let i = 0; i < n; i++) semaphore.release();
      },
    ],
    ["at once", (semaphore: Semaphore, n: number) => semaphore.release(n)],
  ])("lets as many in as are released, %s", (_how, release) =>
    onSchedules(async () => {
      const semaphore = new Kind(7);
      await semaphore.acquire();
      let phase = 0;
      const results: number[] = [];
      const bunch = new Bunch(10, async () => {
        for (let i = 0; i < 2; i++) {
          expect(await semaphore.acquire()).toBeTruthy();
          results.push(phase);
        }
      });
      const phases = (...counts: number[]) => counts.flatMap((n, p) => Array<number>(n).fill(p));
      await othersBlocked();
      expect(results).toEqual(phases(6));
      phase = 1;
      release(semaphore, 7);
      await othersBlocked();
      expect(results).toEqual(phases(6, 7));
      phase = 2;
      release(semaphore, 6);
      await othersBlocked();
      expect(results).toEqual(phases(6, 7, 6));
      expect(semaphore.tryAcquire()).toBe(false);
      semaphore.release();
      await bunch.join();
    })(),
  );

  it(
    "is tried by several threads and refuses those beyond its value",
    onSchedules(async () => {
      const semaphore = new Kind(4);
      await semaphore.acquire();
      const results: boolean[] = [];
      await new Bunch(5, () => {
        results.push(semaphore.tryAcquire() !== false, semaphore.tryAcquire() !== false);
      }).join();
      expect(results.filter(Boolean)).toHaveLength(3);
      expect(results).toHaveLength(10);
    }),
  );

  it(
    "is given up on when the time runs out",
    onSchedules(async () => {
      const semaphore = new Kind(2);
      expect(await semaphore.acquire(5)).toBeTruthy();
      expect(await semaphore.acquire(5)).toBeTruthy();
      expect(await semaphore.acquire(5)).toBe(false);
      semaphore.release();
      expect(await semaphore.acquire(5)).toBeTruthy();
      const start = monotonic();
      expect(await semaphore.acquire(500)).toBe(false);
      expect(monotonic() - start).toBe(500);
      expect(await semaphore.acquire(0)).toBe(false);
      expect(await semaphore.acquire(-1)).toBe(false);
      expect(monotonic() - start).toBe(500);
    }),
  );

  it(
    "is released at the end of the block that uses it, also by an error",
    onSchedules(async () => {
      const semaphore = new Kind(2);
      const block = async (error?: Error) => {
        using _outer = await semaphore.acquire();
        using _inner = await semaphore.acquire();
        expect(semaphore.tryAcquire()).toBe(false);
        if (error !== undefined) throw error;
      };
      await block();
      await expect(block(new TypeError("in the block"))).rejects.toThrow("in the block");
      expect(semaphore.tryAcquire()).toBeTruthy();
      expect(semaphore.tryAcquire()).toBeTruthy();
      expect(semaphore.tryAcquire()).toBe(false);
    }),
  );

  it.each([0, -1, 0.5])("refuses to be released %d times", (n) => {
    expect(() => new Kind().release(n)).toThrow(ValueError);
  });
});

describe("a Semaphore", () => {
  it(
    "rises above its first value",
    onSchedules(async () => {
      const semaphore = new Semaphore(1);
      semaphore.release();
      await semaphore.acquire();
      await semaphore.acquire();
      expect(semaphore.tryAcquire()).toBe(false);
    }),
  );

  it("says in Python's words that it cannot be released less than once", () => {
    expect(() => new Semaphore().release(0)).toThrow("n must be one or more, not 0");
  });

  it("says its value", async () => {
    const semaphore = new Semaphore(3);
    expect(semaphore.toString()).toBe("<Semaphore: value=3>");
    await semaphore.acquire();
    expect(semaphore.toString()).toBe("<Semaphore: value=2>");
    semaphore.release(2);
    expect(semaphore.toString()).toBe("<Semaphore: value=4>");
  });
});

describe("a BoundedSemaphore", () => {
  it(
    "refuses to rise above its first value",
    onSchedules(async () => {
      const semaphore = new BoundedSemaphore();
      expect(() => semaphore.release()).toThrow(ValueError);
      await semaphore.acquire();
      semaphore.release();
      expect(() => semaphore.release()).toThrow(
        "Semaphore released too many times: 1 + 1 is more than 1",
      );
      expect(semaphore.tryAcquire()).toBeTruthy();
    }),
  );

  it(
    "may be acquired and released by different threads, as often",
    onSchedules(async () => {
      for (let limit = 1; limit < 10; limit++) {
        const semaphore = new BoundedSemaphore(limit);
        await new Bunch(limit, () => semaphore.acquire()).join();
        await new Bunch(limit, () => semaphore.release()).join();
        expect(() => semaphore.release()).toThrow(ValueError);
      }
    }),
  );

  it("refuses a release of more than one that would go above it, whole", async () => {
    const semaphore = new BoundedSemaphore(3);
    await semaphore.acquire();
    expect(() => semaphore.release(2)).toThrow(ValueError);
    expect(semaphore.toString()).toBe("<BoundedSemaphore: value=2/3>");
  });
});
