// RWMutex, after Go's sync/rwmutex_test.go, and against a model of its contract.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lock, rLock } from "../../src/gen.ts";
import { chan, Mutex, NotALockerError, RWMutex, recv, trySelect } from "../../src/index.ts";
import { SharedRWMutex } from "../../src/parallel/index.ts";
import { both, parked, type Words } from "./kinds.ts";

const mutexes = both({ RWMutex }, { RWMutex: SharedRWMutex });

describe.each(mutexes)("RWMutex $of in $name goroutines", ({ run, RWMutex }) => {
  it.each([1, 3, 4])("TestParallelReaders: %d readers hold it together", (readers) =>
    run(function* (w) {
      const rw = new RWMutex();
      const locked = chan<boolean>();
      const unlock = chan<boolean>();
      const done = chan<boolean>();
      for (let i = 0; i < readers; i++) {
        w.go(function* (w) {
          yield* w.rLock(rw);
          yield* w.send(locked, true);
          yield* w.recv(unlock);
          rw.rUnlock();
          yield* w.send(done, true);
        });
      }
      for (let i = 0; i < readers; i++) yield* w.recv(locked);
      expect(rw.tryLock()).toBe(false);
      for (let i = 0; i < readers; i++) yield* w.send(unlock, true);
      for (let i = 0; i < readers; i++) yield* w.recv(done);
      expect(rw.tryLock()).toBe(true);
    }),
  );

  it.each([1, 3, 5, 10])(
    "TestRWMutex: 2 writers and %d readers never meet where they must not",
    (readers) =>
      run(function* (w) {
        const rw = new RWMutex();
        const done = chan<boolean>();
        // As in Go's test: readers at work, plus 10,000 for each writer at work.
        let activity = 0;
        function* write(w: Words) {
          for (let i = 0; i < 20; i++) {
            yield* w.lock(rw);
            activity += 10_000;
            expect(activity).toBe(10_000);
            yield* w.gosched();
            expect(activity).toBe(10_000);
            activity -= 10_000;
            rw.unlock();
          }
          yield* w.send(done, true);
        }
        function* read(w: Words) {
          for (let i = 0; i < 20; i++) {
            yield* w.rLock(rw);
            activity++;
            expect(activity).toBeLessThan(10_000);
            yield* w.gosched();
            expect(activity).toBeLessThan(10_000);
            activity--;
            rw.rUnlock();
          }
          yield* w.send(done, true);
        }
        w.go(write);
        for (let i = 0; i < readers; i++) w.go(read);
        w.go(write);
        for (let i = 0; i < readers + 2; i++) yield* w.recv(done);
        expect(activity).toBe(0);
      }),
  );

  it("TestRLocker: its lock and unlock are rLock and rUnlock", () =>
    run(function* (w) {
      const rw = new RWMutex();
      const reading = rw.rLocker();
      const wlocked = chan<boolean>(1);
      const rlocked = chan<boolean>(1);
      const n = 10;
      w.go(function* (w) {
        for (let i = 0; i < n; i++) {
          yield* w.lock(reading);
          yield* w.lock(reading);
          yield* w.send(rlocked, true);
          yield* w.lock(rw);
          yield* w.send(wlocked, true);
        }
      });
      for (let i = 0; i < n; i++) {
        yield* w.recv(rlocked);
        reading.unlock();
        expect(trySelect({ wlocked: recv(wlocked) })).toBeUndefined();
        reading.unlock();
        yield* w.recv(wlocked);
        expect(trySelect({ rlocked: recv(rlocked) })).toBeUndefined();
        rw.unlock();
      }
    }));

  it("a writer that waits holds back new readers, and those go on before the next writer", () =>
    run(function* (w) {
      const rw = new RWMutex();
      const order = chan<string>(4);
      yield* w.rLock(rw);
      for (let i = 1; i <= 2; i++) {
        w.go(function* (w) {
          using _ = yield* w.lock(rw);
          yield* w.send(order, `writer ${i}`);
        });
        yield* parked(w, rw, i);
      }
      expect(rw.tryRLock()).toBe(false);
      for (let i = 1; i <= 2; i++) {
        w.go(function* (w) {
          using _ = yield* w.rLock(rw);
          yield* w.send(order, "reader");
        });
        yield* parked(w, rw, 2 + i);
      }
      expect(order.len).toBe(0);
      rw.rUnlock();
      expect(yield* w.recv(order)).toBe("writer 1");
      expect(yield* w.recv(order)).toBe("reader");
      expect(yield* w.recv(order)).toBe("reader");
      expect(yield* w.recv(order)).toBe("writer 2");
    }));

  it("a writer that is cancelled lets the readers that it held back go on", () =>
    run(function* (w) {
      const rw = new RWMutex();
      const controller = new AbortController();
      const outcomes = chan<unknown>();
      yield* w.rLock(rw);
      w.go(function* (w) {
        try {
          yield* w.lock(rw, controller.signal);
        } catch (error) {
          yield* w.send(outcomes, error);
        }
      });
      yield* parked(w, rw);
      w.go(function* (w) {
        yield* w.rLock(rw);
        yield* w.send(outcomes, "reading");
      });
      yield* parked(w, rw, 2);
      controller.abort("gave up");
      const came = new Set([yield* w.recv(outcomes), yield* w.recv(outcomes)]);
      expect(came).toEqual(new Set(["gave up", "reading"]));
      rw.rUnlock();
      expect(rw.tryLock()).toBe(false);
      rw.rUnlock();
      expect(rw.tryLock()).toBe(true);
    }));

  it("a reader that is cancelled does not hold it", () =>
    run(function* (w) {
      const rw = new RWMutex();
      const controller = new AbortController();
      const outcomes = chan<unknown>();
      yield* w.lock(rw);
      w.go(function* (w) {
        try {
          yield* w.rLock(rw, controller.signal);
        } catch (error) {
          yield* w.send(outcomes, error);
        }
      });
      yield* parked(w, rw);
      controller.abort("gave up");
      expect(yield* w.recv(outcomes)).toBe("gave up");
      rw.unlock();
      expect(rw.tryLock()).toBe(true);
    }));

  it("`using` unlocks what was locked for reading, and for writing", () =>
    run(function* (w) {
      const rw = new RWMutex();
      {
        using _ = yield* w.rLock(rw);
        expect(rw.tryLock()).toBe(false);
      }
      {
        using _ = yield* w.lock(rw);
        expect(rw.tryRLock()).toBe(false);
      }
      expect(rw.tryLock()).toBe(true);
    }));
});

describe.each([
  { of: "of one thread", RWMutex },
  { of: "that threads share", RWMutex: SharedRWMutex },
])("RWMutex $of", ({ RWMutex }) => {
  it("TestRWMutex: tryLock and tryRLock answer whether it was free", () => {
    const rw = new RWMutex();
    expect(rw.tryLock()).toBe(true);
    expect(rw.tryLock()).toBe(false);
    expect(rw.tryRLock()).toBe(false);
    rw.unlock();
    expect(rw.tryRLock()).toBe(true);
    expect(rw.tryRLock()).toBe(true);
    expect(rw.tryLock()).toBe(false);
    rw.rUnlock();
    rw.rUnlock();
    expect(rw.tryLock()).toBe(true);
  });

  it("only what can be locked is taken", () => {
    expect(() => lock({} as never)).toThrow(NotALockerError);
    expect(() => rLock(new Mutex() as never)).toThrow(NotALockerError);
  });
});

// ------------------------------------------------------------------------------------- the model

interface Claim {
  readonly kind: "reader" | "writer";
  readonly controller: AbortController;
  state: "waiting" | "holding" | "gone";
}

/** Go's contract, stated over a list of all claims in the order they came. */
class Model {
  claims: Claim[] = [];

  all(kind: Claim["kind"], state: Claim["state"]): Claim[] {
    return this.claims.filter((claim) => claim.kind === kind && claim.state === state);
  }

  get writerAtWork(): boolean {
    return this.all("writer", "holding").length > 0;
  }

  get free(): boolean {
    return !this.writerAtWork && this.all("reader", "holding").length === 0;
  }

  get readersMayEnter(): boolean {
    return !this.writerAtWork && this.all("writer", "waiting").length === 0;
  }

  admitReaders(): void {
    for (const reader of this.all("reader", "waiting")) reader.state = "holding";
  }

  admitWriterIfFree(): void {
    const [writer] = this.all("writer", "waiting");
    if (this.free && writer !== undefined) writer.state = "holding";
  }
}

/** The lock under test beside its model, and what is seen of either, which must be the same. */
class World {
  readonly rw = new RWMutex();
  readonly model = new Model();
  readonly seen = new Map<Claim, Claim["state"]>();
  readonly observed: string[] = [];
  readonly expected: string[] = [];

  claim(kind: Claim["kind"]): Promise<void> {
    const claim: Claim = { kind, controller: new AbortController(), state: "waiting" };
    const mayEnter = kind === "reader" ? this.model.readersMayEnter : this.model.free;
    this.model.claims.push(claim);
    if (mayEnter) claim.state = "holding";
    this.seen.set(claim, "waiting");
    const { signal } = claim.controller;
    return (kind === "reader" ? this.rw.rLock(signal) : this.rw.lock(signal)).then(
      () => void this.seen.set(claim, "holding"),
      () => void this.seen.set(claim, "gone"),
    );
  }

  try(kind: Claim["kind"]): void {
    const mayEnter = kind === "reader" ? this.model.readersMayEnter : this.model.free;
    this.observed.push(`${kind === "reader" ? this.rw.tryRLock() : this.rw.tryLock()}`);
    this.expected.push(`${mayEnter}`);
    if (!mayEnter) return;
    const claim: Claim = { kind, controller: new AbortController(), state: "holding" };
    this.model.claims.push(claim);
    this.seen.set(claim, "holding");
  }

  unlock(kind: Claim["kind"]): void {
    const [holder] = this.model.all(kind, "holding");
    this.expected.push(holder === undefined ? "refused" : "unlocked");
    try {
      if (kind === "reader") this.rw.rUnlock();
      else this.rw.unlock();
      this.observed.push("unlocked");
    } catch {
      this.observed.push("refused");
    }
    if (holder === undefined) return;
    holder.state = "gone";
    this.seen.set(holder, "gone");
    if (kind === "writer") this.model.admitReaders();
    this.model.admitWriterIfFree();
  }

  cancel(nth: number): void {
    const waiting = this.model.claims.filter(({ state }) => state === "waiting");
    const claim = waiting[nth % Math.max(1, waiting.length)];
    if (claim === undefined) return;
    claim.state = "gone";
    if (this.model.readersMayEnter) this.model.admitReaders();
    claim.controller.abort("cancelled");
  }

  look(): void {
    this.expected.push(this.model.claims.map(({ state }) => state).join());
    this.observed.push(this.model.claims.map((claim) => this.seen.get(claim)).join());
  }
}

const step = fc.record({
  word: fc.constantFrom("rLock", "lock", "tryRLock", "tryLock", "rUnlock", "unlock", "cancel"),
  nth: fc.nat(5),
});

/** Lets all that was readied go on; what the scheduler holds back goes on in the next macrotask. */
async function settled(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise(setImmediate);
}

async function play(plan: readonly { word: string; nth: number }[]): Promise<World> {
  const world = new World();
  const claims: Promise<void>[] = [];
  for (const { word, nth } of plan) {
    if (word === "rLock") claims.push(world.claim("reader"));
    if (word === "lock") claims.push(world.claim("writer"));
    if (word === "tryRLock") world.try("reader");
    if (word === "tryLock") world.try("writer");
    if (word === "rUnlock") world.unlock("reader");
    if (word === "unlock") world.unlock("writer");
    if (word === "cancel") world.cancel(nth);
    await settled();
    world.look();
  }
  for (const { controller } of world.model.claims) controller.abort();
  await Promise.all(claims);
  return world;
}

describe("RWMutex against a model", () => {
  it("lets in whom Go's contract lets in, and nobody else, whatever comes in whatever order", async () => {
    const law = fc.asyncProperty(fc.array(step, { size: "max", maxLength: 60 }), async (plan) => {
      const { observed, expected } = await play(plan);
      expect(observed).toEqual(expected);
    });
    await fc.assert(law, { numRuns: 300 });
  });
});
