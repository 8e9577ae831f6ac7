// Semaphore, after golang.org/x/sync/semaphore's semaphore_test.go, and against its laws.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acquire } from "../../src/gen.ts";
import {
  chan,
  ReleasedMoreThanHeldError,
  Semaphore,
  SemaphoreSizeError,
  WaitGroup,
  WeightError,
} from "../../src/index.ts";
import { SharedSemaphore } from "../../src/parallel/index.ts";
import { both, parked, waitsOn } from "./kinds.ts";

const semaphores = both({ Semaphore }, { Semaphore: SharedSemaphore });

describe.each(semaphores)("Semaphore $of in $name goroutines", ({ run, Semaphore }) => {
  it("TestWeighted: many weights at once, and all is free in the end", () =>
    run(function* (w) {
      const n = 4;
      const sem = new Semaphore(n);
      const wg = new WaitGroup();
      let held = 0;
      for (let weight = 0; weight <= n; weight++) {
        wg.go(
          w.fn(function* (w) {
            for (let i = 0; i < 30; i++) {
              yield* w.acquire(sem, weight);
              held += weight;
              expect(held).toBeLessThanOrEqual(n);
              yield* w.gosched();
              held -= weight;
              sem.release(weight);
            }
          }),
        );
      }
      yield* w.wait(wg);
      expect(sem.tryAcquire(n)).toBe(true);
    }));

  it("TestWeightedTryAcquire: acquires where there is enough", () =>
    run(function* (w) {
      const sem = new Semaphore(2);
      yield* w.acquire(sem, 1);
      const tries = [sem.tryAcquire(1), sem.tryAcquire(1)];
      sem.release(2);
      tries.push(sem.tryAcquire(1));
      yield* w.acquire(sem, 1);
      tries.push(sem.tryAcquire(1));
      expect(tries).toEqual([true, false, true, false]);
    }));

  it("TestWeightedAcquire: waits where there is not enough, until it is cancelled", () =>
    run(function* (w) {
      const sem = new Semaphore(2);
      // As with a time-out, but for the event: it is cancelled once it is seen to wait.
      function* tryAcquire(weight: number) {
        const controller = new AbortController();
        const tries = chan<boolean>(1);
        w.go(function* (w) {
          try {
            yield* w.acquire(sem, weight, controller.signal);
            yield* w.send(tries, true);
          } catch {
            yield* w.send(tries, false);
          }
        });
        while (tries.len === 0 && waitsOn(sem) === 0) yield* w.gosched();
        controller.abort();
        return yield* w.recv(tries);
      }
      yield* w.acquire(sem, 1);
      const tries = [yield* tryAcquire(1), yield* tryAcquire(1)];
      sem.release(2);
      tries.push(yield* tryAcquire(1));
      yield* w.acquire(sem, 1);
      tries.push(yield* tryAcquire(1));
      expect(tries).toEqual([true, false, true, false]);
    }));

  it("TestWeightedDoesntBlockIfTooBig: a request for more than there is holds up nobody", () =>
    run(function* (w) {
      const n = 2;
      const sem = new Semaphore(n);
      const controller = new AbortController();
      const outcomes = chan<unknown>();
      w.go(function* (w) {
        try {
          yield* w.acquire(sem, n + 1, controller.signal);
        } catch (error) {
          yield* w.send(outcomes, error);
        }
      });
      yield* parked(w, sem);
      const wg = new WaitGroup();
      for (let i = 0; i < n * 3; i++) {
        wg.go(
          w.fn(function* (w) {
            using _ = yield* w.acquire(sem);
            yield* w.gosched();
          }),
        );
      }
      yield* w.wait(wg);
      expect(sem.tryAcquire(n)).toBe(true);
      controller.abort("gave up");
      expect(yield* w.recv(outcomes)).toBe("gave up");
      sem.release(n);
      expect(sem.tryAcquire(n)).toBe(true);
    }));

  it("TestLargeAcquireDoesntStarve: small requests do not pass by a large one", () =>
    run(function* (w) {
      const n = 4;
      const sem = new Semaphore(n);
      const wg = new WaitGroup();
      let running = true;
      for (let i = 0; i < n; i++) {
        yield* w.acquire(sem);
        wg.go(
          w.fn(function* (w) {
            while (running) {
              yield* w.gosched();
              sem.release();
              yield* w.acquire(sem);
            }
            sem.release();
          }),
        );
      }
      yield* w.acquire(sem, n);
      running = false;
      sem.release(n);
      yield* w.wait(wg);
      expect(sem.tryAcquire(n)).toBe(true);
    }));

  it("TestAllocCancelDoesntStarve: those behind a request that is cancelled go on", () =>
    run(function* (w) {
      const sem = new Semaphore(10);
      const controller = new AbortController();
      const outcomes = chan<unknown>();
      yield* w.acquire(sem, 1);
      w.go(function* (w) {
        try {
          yield* w.acquire(sem, 10, controller.signal);
        } catch (error) {
          yield* w.send(outcomes, error);
        }
      });
      yield* parked(w, sem, 1);
      w.go(function* (w) {
        yield* w.acquire(sem, 1);
        yield* w.send(outcomes, "acquired");
      });
      yield* parked(w, sem, 2);
      controller.abort("gave up");
      const came = new Set([yield* w.recv(outcomes), yield* w.recv(outcomes)]);
      expect(came).toEqual(new Set(["gave up", "acquired"]));
      sem.release(2);
      expect(sem.tryAcquire(10)).toBe(true);
    }));

  it("TestWeightedAcquireCanceled: one that is cancelled gives back nothing it did not have", () =>
    run(function* (w) {
      const sem = new Semaphore(2);
      const controller = new AbortController();
      yield* w.acquire(sem, 1);
      w.go(function* (w) {
        yield* parked(w, sem);
        controller.abort("gave up");
        sem.release(1);
      });
      const caught: unknown[] = [];
      for (const weight of [2, 1]) {
        try {
          yield* w.acquire(sem, weight, controller.signal);
        } catch (error) {
          caught.push(error);
        }
      }
      expect(caught).toEqual(["gave up", "gave up"]);
      expect(sem.tryAcquire(2)).toBe(true);
      expect(sem.tryAcquire(1)).toBe(false);
    }));

  it("`using` releases what was acquired", () =>
    run(function* (w) {
      const sem = new Semaphore(3);
      {
        using permit = yield* w.acquire(sem, 2);
        expect(permit.weight).toBe(2);
        using one = yield* w.acquire(sem);
        expect(one.weight).toBe(1);
        expect(sem.tryAcquire(1)).toBe(false);
      }
      expect(sem.tryAcquire(3)).toBe(true);
    }));
});

describe.each([
  { of: "of one thread", Semaphore },
  { of: "that threads share", Semaphore: SharedSemaphore },
])("Semaphore $of", ({ Semaphore }) => {
  it("TestWeightedPanic: more than is held cannot be released", () => {
    const sem = new Semaphore(1);
    expect(() => sem.release(1)).toThrow(ReleasedMoreThanHeldError);
    expect(() => sem.release(1)).toThrow("semaphore: released more than held");
    expect(sem.tryAcquire(1)).toBe(true);
    expect(() => sem.release(2)).toThrow(ReleasedMoreThanHeldError);
    expect(sem.tryAcquire(1)).toBe(false);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("cannot be of size %d", (size) => {
    expect(() => new Semaphore(size)).toThrow(SemaphoreSizeError);
  });

  it.each([-1, 0.5, Number.NaN])("refuses the weight %d", async (weight) => {
    const sem = new Semaphore(3);
    expect(() => sem.tryAcquire(weight)).toThrow(WeightError);
    expect(() => sem.release(weight)).toThrow(WeightError);
    expect(() => acquire(sem, weight)).toThrow(WeightError);
    await expect(sem.acquire(weight)).rejects.toThrow(WeightError);
    expect(sem.tryAcquire(3)).toBe(true);
  });
});

// -------------------------------------------------------------------------------------- its laws

const SIZE = 5;
const step = fc.record({
  word: fc.constantFrom("acquire", "acquire", "tryAcquire", "release", "cancel"),
  weight: fc.nat(SIZE),
  nth: fc.nat(5),
});

interface Claim {
  readonly weight: number;
  readonly controller: AbortController;
}

/** A semaphore, who waits for it, and who has what, by what its promises say. */
class World {
  readonly sem = new Semaphore(SIZE);
  readonly waiting: Claim[] = [];
  readonly holding: Claim[] = [];
  readonly order: Claim[] = [];
  readonly acquired: Claim[] = [];

  get held(): number {
    return this.holding.reduce((sum, { weight }) => sum + weight, 0);
  }

  play(word: string, weight: number, nth: number): void {
    if (word === "acquire") this.acquire(weight);
    if (word === "tryAcquire" && this.sem.tryAcquire(weight)) {
      this.holding.push({ weight, controller: new AbortController() });
    }
    if (word === "release") {
      const [claim] = this.holding.splice(nth % Math.max(1, this.holding.length), 1);
      if (claim !== undefined) this.sem.release(claim.weight);
    }
    if (word === "cancel") this.waiting[nth % Math.max(1, this.waiting.length)]?.controller.abort();
  }

  acquire(weight: number): void {
    const claim = { weight, controller: new AbortController() };
    this.waiting.push(claim);
    this.order.push(claim);
    const leave = () => void this.waiting.splice(this.waiting.indexOf(claim), 1);
    this.sem.acquire(weight, claim.controller.signal).then(
      () => {
        leave();
        this.holding.push(claim);
        this.acquired.push(claim);
      },
      () => leave(),
    );
  }
}

/** Lets all that was readied go on; what the scheduler holds back goes on in the next macrotask. */
async function settled(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise(setImmediate);
}

describe("the laws of a Semaphore", () => {
  it("never more than its size is held, nobody waits in vain, and all are served in order", async () => {
    const law = fc.asyncProperty(fc.array(step, { size: "max", maxLength: 60 }), async (plan) => {
      const world = new World();
      for (const { word, weight, nth } of plan) {
        world.play(word, weight, nth);
        await settled();
        expect(world.held).toBeLessThanOrEqual(SIZE);
        const [first = { weight: SIZE + 1 }] = world.waiting;
        expect(world.held + first.weight).toBeGreaterThan(SIZE);
      }
      const served = new Set(world.acquired);
      expect(world.acquired).toEqual(world.order.filter((claim) => served.has(claim)));
      for (const { weight } of world.holding) world.sem.release(weight);
      for (const { controller } of world.waiting.slice()) controller.abort();
    });
    await fc.assert(law, { numRuns: 300 });
  });
});
