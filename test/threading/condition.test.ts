// Condition: what CPython's lock_tests assert, on both kinds of lock.

import { describe, expect, it } from "vitest";
import { Condition, Lock, monotonic, RLock, RuntimeError } from "../../src/threading/index.ts";
import { Bunch, onSchedules, othersBlocked } from "./bunch.ts";

const kinds: readonly [name: string, make: () => Lock | RLock][] = [
  ["a Lock", () => new Lock()],
  ["an RLock", () => new RLock()],
];

describe.each(kinds)("a Condition of %s", (_, makeLock) => {
  it(
    "acquires and releases the lock it was given",
    onSchedules(async () => {
      const lock = makeLock();
      const condition = new Condition(lock);
      await condition.acquire();
      expect(lock.locked()).toBe(true);
      condition.release();
      expect(lock.locked()).toBe(false);
      {
        using _ = await condition.acquire();
        expect(lock.locked()).toBe(true);
      }
      expect(lock.locked()).toBe(false);
    }),
  );

  it(
    "refuses to wait or notify without the lock",
    onSchedules(async () => {
      const condition = new Condition(makeLock());
      await expect(condition.wait()).rejects.toThrow(RuntimeError);
      await expect(condition.wait()).rejects.toThrow("cannot wait on un-acquired lock");
      expect(() => condition.notify()).toThrow("cannot notify on un-acquired lock");
      expect(() => condition.notifyAll()).toThrow("cannot notify on un-acquired lock");
      await expect(condition.waitFor(() => false)).rejects.toThrow(
        "cannot wait on un-acquired lock",
      );
    }),
  );

  it(
    "ends as many waits as it is told, those of who waited longest, once the lock is free",
    onSchedules(async () => {
      const condition = new Condition(makeLock());
      let phase = 0;
      const first: number[] = [];
      const second: number[] = [];
      const bunch = new Bunch(5, async () => {
        for (const results of [first, second]) {
          using _ = await condition.acquire();
          expect(await condition.wait()).toBe(true);
          results.push(phase);
        }
      });
      const notify = async (notifying: () => void) => {
        await othersBlocked();
        await condition.acquire();
        notifying();
        await othersBlocked();
        phase++;
        condition.release();
        await othersBlocked();
      };
      await notify(() => condition.notify(3));
      expect([first, second]).toEqual([[1, 1, 1], []]);
      await notify(() => condition.notify(5));
      expect([first, second]).toEqual([
        [1, 1, 1, 2, 2],
        [2, 2, 2],
      ]);
      await notify(() => condition.notifyAll());
      expect(second).toEqual([2, 2, 2, 3, 3]);
      await bunch.join();
    }),
  );

  it(
    "forgets a notify that finds nobody",
    onSchedules(async () => {
      const condition = new Condition(makeLock());
      await condition.acquire();
      condition.notify();
      condition.notifyAll();
      expect(await condition.wait(10)).toBe(false);
      condition.release();
    }),
  );

  it(
    "answers false when the time runs out, with the lock",
    onSchedules(async () => {
      const condition = new Condition(makeLock());
      const waits = await Promise.all(
        Array.from({ length: 5 }, () => {
          const waited: { ms?: number } = {};
          const bunch = new Bunch(1, async () => {
            await condition.acquire();
            const start = monotonic();
            expect(await condition.wait(500)).toBe(false);
            waited.ms = monotonic() - start;
            condition.release();
          });
          return bunch.join().then(() => waited.ms);
        }),
      );
      expect(waits).toEqual([500, 500, 500, 500, 500]);
    }),
  );

  it(
    "waits for the lock as long as that takes, even when its time has run out",
    onSchedules(async () => {
      const condition = new Condition(makeLock());
      const bunch = new Bunch(1, async () => {
        using _ = await condition.acquire();
        const start = monotonic();
        expect(await condition.wait(10)).toBe(false);
        expect(monotonic() - start).toBeGreaterThan(10);
      });
      await othersBlocked();
      await condition.acquire();
      const alone = new Lock();
      await alone.acquire();
      expect(await alone.acquire(100)).toBe(false);
      expect(bunch.finished).toEqual([]);
      condition.release();
      await bunch.join();
    }),
  );

  it.each([0, -1])(
    "gives others their chance at the lock with a time-out of %d",
    async (timeoutMs) => {
      await onSchedules(async () => {
        const condition = new Condition(makeLock());
        await condition.acquire();
        let turns = 0;
        const bunch = new Bunch(1, async () => {
          using _ = await condition.acquire();
          turns++;
        });
        await othersBlocked();
        expect(await condition.wait(timeoutMs)).toBe(false);
        expect(turns).toBe(1);
        condition.release();
        await bunch.join();
      })();
    },
  );

  it(
    "waits for a predicate, which is asked with the lock held",
    onSchedules(async () => {
      const condition = new Condition(makeLock());
      let state = 0;
      const bunch = new Bunch(1, async () => {
        using _ = await condition.acquire();
        const found = await condition.waitFor(() => {
          expect(condition.locked()).toBe(true);
          return state === 4 && "four";
        });
        expect(found).toBe("four");
        expect(state).toBe(4);
      });
      for (let i = 0; i < 4; i++) {
        await othersBlocked();
        using _ = await condition.acquire();
        state++;
        condition.notify();
      }
      await bunch.join();
    }),
  );

  it(
    "gives up on a predicate when the time runs out, however often it is notified",
    onSchedules(async () => {
      const condition = new Condition(makeLock());
      const start = monotonic();
      const bunch = new Bunch(1, async () => {
        using _ = await condition.acquire();
        expect(await condition.waitFor(() => false, 100)).toBe(false);
        expect(monotonic() - start).toBe(100);
      });
      for (let i = 0; i < 3; i++) {
        await new Bunch(1, async () => {
          await othersBlocked();
          using _ = await condition.acquire();
          condition.notify();
        }).join();
      }
      await bunch.join();
    }),
  );

  it(
    "asks a predicate once more when the time has run out",
    onSchedules(async () => {
      const condition = new Condition(makeLock());
      using _ = await condition.acquire();
      const start = monotonic();
      expect(await condition.waitFor(() => monotonic() - start >= 100, 100)).toBe(true);
    }),
  );

  it(
    "does not wait for what is so",
    onSchedules(async () => {
      const condition = new Condition(makeLock());
      expect(await condition.waitFor(() => 42)).toBe(42);
    }),
  );

  it(
    "can share its lock with another",
    onSchedules(async () => {
      const lock = makeLock();
      const [notEmpty, notFull] = [new Condition(lock), new Condition(lock)];
      const buffer: number[] = [];
      const got: number[] = [];
      const producer = new Bunch(1, async () => {
        for (let i = 0; i < 10; i++) {
          using _ = await lock.acquire();
          await notFull.waitFor(() => buffer.length < 2);
          buffer.push(i);
          notEmpty.notify();
        }
      });
      const consumer = new Bunch(1, async () => {
        for (let i = 0; i < 10; i++) {
          using _ = await lock.acquire();
          await notEmpty.waitFor(() => buffer.length > 0);
          got.push(buffer.shift() as number);
          notFull.notify();
        }
      });
      await producer.join();
      await consumer.join();
      expect(got).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }),
  );
});

describe("a Condition", () => {
  it(
    "has an RLock of its own where it is given none",
    onSchedules(async () => {
      const condition = new Condition();
      await condition.acquire();
      await condition.acquire();
      condition.release();
      condition.release();
      expect(condition.locked()).toBe(false);
    }),
  );

  it(
    "gives up an RLock whole while it waits, and has it back as deep",
    onSchedules(async () => {
      const lock = new RLock();
      const condition = new Condition(lock);
      await lock.acquire();
      await lock.acquire();
      await lock.acquire();
      const bunch = new Bunch(1, async () => {
        using _ = await lock.acquire();
        condition.notify();
      });
      expect(await condition.wait()).toBe(true);
      expect(lock.toString()).toContain("count=3");
      for (let i = 0; i < 3; i++) lock.release();
      expect(lock.locked()).toBe(false);
      await bunch.join();
    }),
  );

  it(
    "is not notified by a thread that does not have its RLock",
    onSchedules(async () => {
      const condition = new Condition();
      await condition.acquire();
      await new Bunch(1, async () => {
        expect(() => condition.notify()).toThrow(RuntimeError);
        await expect(condition.wait()).rejects.toThrow(RuntimeError);
      }).join();
      condition.release();
    }),
  );

  it(
    "says what its lock is and how many wait",
    onSchedules(async () => {
      const condition = new Condition(new Lock());
      expect(condition.toString()).toBe("<Condition(<unlocked Lock>, 0)>");
      const bunch = new Bunch(2, async () => {
        using _ = await condition.acquire();
        await condition.wait();
      });
      await othersBlocked();
      expect(condition.toString()).toBe("<Condition(<unlocked Lock>, 2)>");
      await condition.acquire();
      condition.notifyAll();
      condition.release();
      await bunch.join();
    }),
  );
});
