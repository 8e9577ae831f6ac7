// Lock and RLock, alone and through a Condition: what CPython's lock_tests assert of all locks, then of
// each kind.

import { describe, expect, it } from "vitest";
import {
  Condition,
  Event,
  Lock,
  monotonic,
  RLock,
  RuntimeError,
  ValueError,
} from "../../src/threading/index.ts";
import { Bunch, onSchedules, othersBlocked } from "./bunch.ts";

interface Acquirable {
  acquire: Lock["acquire"];
  tryAcquire: Lock["tryAcquire"];
  release(): void;
  locked(): boolean;
}

const kinds: readonly [name: string, make: () => Acquirable][] = [
  ["Lock", () => new Lock()],
  ["RLock", () => new RLock()],
  ["Condition, whose lock is an RLock", () => new Condition()],
  ["Condition of a Lock", () => new Condition(new Lock())],
];

describe.each(kinds)("a %s", (_, make) => {
  it(
    "is acquired and released",
    onSchedules(async () => {
      const lock = make();
      expect(lock.locked()).toBe(false);
      await lock.acquire();
      expect(lock.locked()).toBe(true);
      lock.release();
      expect(lock.locked()).toBe(false);
    }),
  );

  it(
    "is tried, and refused while another thread has it",
    onSchedules(async () => {
      const lock = make();
      expect(lock.tryAcquire()).toBeTruthy();
      await new Bunch(1, () => expect(lock.tryAcquire()).toBe(false)).join();
      lock.release();
      await new Bunch(1, () => {
        expect(lock.tryAcquire()).toBeTruthy();
        lock.release();
      }).join();
    }),
  );

  it(
    "keeps all others out until it is released",
    onSchedules(async () => {
      const lock = make();
      await lock.acquire();
      const bunch = new Bunch(5, async () => {
        await lock.acquire();
        lock.release();
      });
      await othersBlocked();
      expect(bunch.finished).toEqual([]);
      lock.release();
      await bunch.join();
      expect(bunch.finished).toHaveLength(5);
    }),
  );

  it(
    "lets one thread at a time between acquire and release",
    onSchedules(async () => {
      const lock = make();
      let inside = 0;
      let total = 0;
      await new Bunch(5, async () => {
        for (let i = 0; i < 4; i++) {
          using _ = await lock.acquire();
          expect(++inside).toBe(1);
          await othersBlocked();
          inside--;
          total++;
        }
      }).join();
      expect(total).toBe(20);
    }),
  );

  it(
    "is released at the end of the block that uses it, also by an error",
    onSchedules(async () => {
      const lock = make();
      const block = async (error?: Error) => {
        using _ = await lock.acquire();
        expect(lock.locked()).toBe(true);
        if (error !== undefined) throw error;
      };
      await block();
      expect(lock.locked()).toBe(false);
      await expect(block(new TypeError("in the block"))).rejects.toThrow("in the block");
      expect(lock.locked()).toBe(false);
    }),
  );

  it(
    "is given up on when the time runs out",
    onSchedules(async () => {
      const lock = make();
      await lock.acquire();
      await new Bunch(1, async () => {
        const start = monotonic();
        expect(await lock.acquire(500)).toBe(false);
        expect(monotonic() - start).toBe(500);
      }).join();
      lock.release();
      await new Bunch(1, () => expect(lock.tryAcquire()).toBeTruthy()).join();
    }),
  );

  it(
    "is acquired in time without waiting longer than it must",
    onSchedules(async () => {
      const lock = make();
      const start = monotonic();
      expect(await lock.acquire(5000)).toBeTruthy();
      expect(monotonic() - start).toBe(0);
      const bunch = new Bunch(1, async () => expect(await lock.acquire(5000)).toBeTruthy());
      await othersBlocked();
      lock.release();
      await bunch.join();
      expect(monotonic() - start).toBeLessThan(5000);
    }),
  );

  it(
    "is only looked at with a time-out of 0, and waited for with an endless one",
    onSchedules(async () => {
      const lock = make();
      await lock.acquire();
      const bunch = new Bunch(1, async () => {
        expect(await lock.acquire(0)).toBe(false);
        expect(await lock.acquire(Number.POSITIVE_INFINITY)).toBeTruthy();
      });
      await othersBlocked();
      expect(bunch.finished).toEqual([]);
      lock.release();
      await bunch.join();
    }),
  );

  it.each([-100, Number.NaN])("refuses a time-out of %d", async (timeoutMs) => {
    await expect(make().acquire(timeoutMs)).rejects.toThrow(ValueError);
    await expect(make().acquire(timeoutMs)).rejects.toThrow("timeout value must be positive");
  });

  it(
    "refuses to be released while it is unlocked",
    onSchedules(async () => {
      const lock = make();
      expect(() => lock.release()).toThrow(RuntimeError);
      await lock.acquire();
      lock.release();
      expect(() => lock.release()).toThrow(RuntimeError);
      expect(lock.tryAcquire()).toBeTruthy();
    }),
  );

  it(
    "goes to who has waited longest",
    onSchedules(async () => {
      const lock = make();
      await lock.acquire();
      const order: number[] = [];
      const bunches: Bunch[] = [];
      for (let i = 0; i < 4; i++) {
        bunches.push(
          new Bunch(1, async () => {
            using _ = await lock.acquire();
            order.push(i);
          }),
        );
        await othersBlocked();
      }
      lock.release();
      for (const bunch of bunches) await bunch.join();
      expect(order).toEqual([0, 1, 2, 3]);
    }),
  );
});

describe("a Lock", () => {
  it(
    "is not acquired twice by one thread",
    onSchedules(async () => {
      const lock = new Lock();
      const phases: string[] = [];
      const bunch = new Bunch(1, async () => {
        await lock.acquire();
        phases.push("once");
        await lock.acquire();
        phases.push("twice");
      });
      await othersBlocked();
      expect(phases).toEqual(["once"]);
      lock.release();
      await bunch.join();
      expect(phases).toEqual(["once", "twice"]);
    }),
  );

  it(
    "is released by any thread",
    onSchedules(async () => {
      const lock = new Lock();
      await lock.acquire();
      await new Bunch(1, () => lock.release()).join();
      expect(lock.locked()).toBe(false);
    }),
  );

  it(
    "stays locked and free of waiters after a time-out",
    onSchedules(async () => {
      const lock = new Lock();
      await lock.acquire();
      expect(await lock.acquire(10)).toBe(false);
      lock.release();
      expect(lock.locked()).toBe(false);
      expect(lock.tryAcquire()).toBeTruthy();
    }),
  );

  it("has Python's words for its misuse, and says what it is", async () => {
    const lock = new Lock();
    expect(() => lock.release()).toThrow("release unlocked lock");
    expect(lock.toString()).toBe("<unlocked Lock>");
    await lock.acquire();
    expect(lock.toString()).toBe("<locked Lock>");
  });
});

describe("an RLock", () => {
  it(
    "is acquired again by its owner, and free after as many releases",
    onSchedules(async () => {
      const lock = new RLock();
      const tryElsewhere = async () => {
        let got = false;
        await new Bunch(1, () => {
          got = lock.tryAcquire() !== false;
          if (got) lock.release();
        }).join();
        return got;
      };
      await lock.acquire();
      expect(await lock.acquire(0)).toBeTruthy();
      lock.release();
      expect(lock.tryAcquire()).toBeTruthy();
      lock.release();
      expect(await tryElsewhere()).toBe(false);
      lock.release();
      expect(await tryElsewhere()).toBe(true);
    }),
  );

  it(
    "is not released by a thread that does not have it",
    onSchedules(async () => {
      const lock = new RLock();
      const done = new Event();
      const bunch = new Bunch(1, async () => {
        await lock.acquire();
        await done.wait();
        lock.release();
      });
      await othersBlocked();
      expect(() => lock.release()).toThrow(RuntimeError);
      expect(() => lock.release()).toThrow("cannot release un-acquired lock");
      done.set();
      await bunch.join();
    }),
  );

  it(
    "belongs to its owner through awaits of all kinds",
    onSchedules(async () => {
      const lock = new RLock();
      const deeper = async (depth: number): Promise<number> => {
        using _ = await lock.acquire();
        await Promise.resolve();
        await othersBlocked();
        return depth === 0 ? 0 : 1 + (await deeper(depth - 1));
      };
      await new Bunch(3, async () => expect(await deeper(3)).toBe(3)).join();
      expect(lock.locked()).toBe(false);
    }),
  );

  it(
    "says who has it and how often",
    onSchedules(async () => {
      const lock = new RLock();
      expect(lock.toString()).toBe("<unlocked RLock owner=none count=0>");
      await new Bunch(1, async () => {
        await lock.acquire();
        await lock.acquire();
        expect(lock.toString()).toMatch(/^<locked RLock owner=Thread-1 .*count=2>$/);
        lock.release();
        lock.release();
      }).join();
      await lock.acquire();
      expect(lock.toString()).toBe("<locked RLock owner=MainThread count=1>");
    }),
  );
});
