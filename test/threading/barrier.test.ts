// Barrier: what CPython's lock_tests assert, and what an action that takes its time adds.

import { describe, expect, it } from "vitest";
import {
  Barrier,
  BrokenBarrierError,
  Event,
  monotonic,
  NotCallableError,
  RuntimeError,
  sleep,
  ValueError,
} from "../../src/threading/index.ts";
import { Bunch, onSchedules, othersBlocked } from "./bunch.ts";

const N = 5;

describe("a Barrier", () => {
  it.each([1, 10])("is passed in lockstep, %d times in a row", (passes) =>
    onSchedules(async () => {
      const barrier = new Barrier(N);
      const [before, after]: [true[], true[]] = [[], []];
      await new Bunch(N, async () => {
        for (let pass = 0; pass < passes; pass++) {
          before.push(true);
          expect(after).toHaveLength(pass * N);
          await barrier.wait();
          after.push(true);
          expect(before).toHaveLength((pass + 1) * N);
          await barrier.wait();
        }
        expect(barrier.nWaiting).toBe(0);
        expect(barrier.broken).toBe(false);
      }).join();
    })(),
  );

  it(
    "answers each thread a number of its own",
    onSchedules(async () => {
      const barrier = new Barrier(N);
      const indexes: number[] = [];
      await new Bunch(N, async () => indexes.push(await barrier.wait())).join();
      expect(new Set(indexes)).toEqual(new Set([0, 1, 2, 3, 4]));
    }),
  );

  it(
    "calls its action once, before any thread goes on",
    onSchedules(async () => {
      let calls = 0;
      const barrier = new Barrier(N, () => calls++);
      await new Bunch(N, async () => {
        await barrier.wait();
        expect(calls).toBe(1);
      }).join();
    }),
  );

  it(
    "waits for an action that takes its time, and keeps the next round out until then",
    onSchedules(async () => {
      const finish = new Event();
      let acting = 0;
      const barrier = new Barrier(2, async () => {
        acting++;
        await finish.wait();
        acting--;
      });
      const rounds: number[] = [];
      const bunch = new Bunch(2, async () => {
        await barrier.wait();
        expect(acting).toBe(0);
        rounds.push(1);
      });
      await othersBlocked();
      const late = new Bunch(2, async () => {
        await barrier.wait();
        rounds.push(2);
      });
      await othersBlocked();
      expect([acting, rounds, barrier.nWaiting]).toEqual([1, [], 0]);
      finish.set();
      await bunch.join();
      await late.join();
      expect(rounds).toEqual([1, 1, 2, 2]);
    }),
  );

  it(
    "breaks when its action fails, and the last to come throws the error",
    onSchedules(async () => {
      const barrier = new Barrier(N, () => {
        throw new RangeError("in the action");
      });
      const outcomes: unknown[] = [];
      await new Bunch(N, async () => {
        await barrier.wait().catch((error: unknown) => outcomes.push(error));
      }).join();
      expect(outcomes.filter((error) => error instanceof RangeError)).toHaveLength(1);
      expect(outcomes.filter((error) => error instanceof BrokenBarrierError)).toHaveLength(N - 1);
      expect(barrier.broken).toBe(true);
      await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
    }),
  );

  it.each([
    ["aborted", (barrier: Barrier) => barrier.abort(), true],
    ["reset", (barrier: Barrier) => barrier.reset(), false],
  ])("lets nobody through when it is %s while its action runs", (_, end, broken) =>
    onSchedules(async () => {
      const finish = new Event();
      const barrier = new Barrier(2, () => finish.wait());
      let refused = 0;
      const bunch = new Bunch(2, async () => {
        await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
        refused++;
      });
      await othersBlocked();
      end(barrier);
      finish.set();
      await bunch.join();
      expect([refused, barrier.broken]).toEqual([2, broken]);
    })(),
  );

  it(
    "is broken for good by an abort",
    onSchedules(async () => {
      const barrier = new Barrier(N);
      const outcomes: string[] = [];
      await new Bunch(N, async () => {
        const index = await barrier.wait();
        if (index === 2) {
          barrier.abort();
          return;
        }
        outcomes.push(await barrier.wait().then(() => "passed", String));
      }).join();
      expect(outcomes).toEqual(Array(N - 1).fill("BrokenBarrierError: the barrier is broken"));
      expect(barrier.broken).toBe(true);
    }),
  );

  it(
    "lets go those that wait when it is reset, and is as new",
    onSchedules(async () => {
      const barrier = new Barrier(N);
      const outcomes: string[] = [];
      let passed = 0;
      await new Bunch(N, async () => {
        const index = await barrier.wait();
        if (index === 2) {
          while (barrier.nWaiting < N - 1) await othersBlocked();
          barrier.reset();
        } else {
          outcomes.push(await barrier.wait().then(() => "passed", String));
        }
        await barrier.wait();
        passed++;
      }).join();
      expect(outcomes).toEqual(Array(N - 1).fill("BrokenBarrierError: the barrier is broken"));
      expect(passed).toBe(N);
    }),
  );

  it(
    "is as new when it is reset after an abort",
    onSchedules(async () => {
      const barrier = new Barrier(N);
      barrier.abort();
      await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
      barrier.reset();
      expect(barrier.broken).toBe(false);
      await new Bunch(N, () => barrier.wait()).join();
    }),
  );

  it(
    "breaks for all when one's time runs out",
    onSchedules(async () => {
      const barrier = new Barrier(N);
      await new Bunch(N, async () => {
        const index = await barrier.wait();
        if (index === 2) await sleep(1000);
        await expect(barrier.wait(500)).rejects.toThrow(BrokenBarrierError);
      }).join();
      expect(barrier.broken).toBe(true);
    }),
  );

  it(
    "has a time-out for waits that state none",
    onSchedules(async () => {
      const barrier = new Barrier(2, undefined, 100);
      const start = monotonic();
      await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
      expect(monotonic() - start).toBe(100);
    }),
  );

  it.each([0, -1])(
    "breaks at once with a time-out of %d, unless all are there",
    async (timeoutMs) => {
      const barrier = new Barrier(1, undefined, timeoutMs);
      expect(await barrier.wait()).toBe(0);
      await expect(new Barrier(2, undefined, timeoutMs).wait()).rejects.toThrow(BrokenBarrierError);
    },
  );

  it(
    "holds up nobody that is alone",
    onSchedules(async () => {
      const barrier = new Barrier(1);
      expect(await barrier.wait()).toBe(0);
      expect(await barrier.wait()).toBe(0);
    }),
  );

  it(
    "counts those that wait",
    onSchedules(async () => {
      const barrier = new Barrier(3);
      expect(barrier.toString()).toBe("<Barrier: waiters=0/3>");
      const bunch = new Bunch(2, () => barrier.wait());
      await othersBlocked();
      expect(barrier.nWaiting).toBe(2);
      expect(barrier.toString()).toBe("<Barrier: waiters=2/3>");
      expect(await barrier.wait()).toBe(2);
      await bunch.join();
      barrier.abort();
      expect(barrier.toString()).toBe("<Barrier: broken>");
    }),
  );

  it("refuses no parties, and an action that is no function", () => {
    expect(() => new Barrier(0)).toThrow(ValueError);
    expect(() => new Barrier(0)).toThrow("parties must be >= 1, not 0");
    expect(() => new Barrier(1.5)).toThrow(ValueError);
    expect(() => new Barrier(1, "act" as never)).toThrow(NotCallableError);
  });

  it("throws what is a RuntimeError", () => {
    expect(new BrokenBarrierError()).toBeInstanceOf(RuntimeError);
  });
});
