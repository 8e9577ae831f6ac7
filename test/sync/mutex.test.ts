// Mutex, after Go's sync/mutex_test.go.

import { describe, expect, it } from "vitest";
import {
  chan,
  go,
  Mutex,
  RUnlockOfUnlockedRWMutexError,
  RWMutex,
  UnlockOfUnlockedMutexError,
  UnlockOfUnlockedRWMutexError,
} from "../../src/index.ts";
import { SharedMutex, SharedRWMutex } from "../../src/parallel/index.ts";
import { both, parked, type Words } from "./kinds.ts";

/** Locks `loops` times, every third time only if that is possible without waiting. */
function* hammer(
  w: Words,
  mutex: Mutex | SharedMutex,
  loops: number,
  inside: (w: Words) => Iterable<unknown>,
) {
  for (let i = 0; i < loops; i++) {
    if (i % 3 !== 0) yield* w.lock(mutex);
    else if (!mutex.tryLock()) continue;
    yield* inside(w);
    mutex.unlock();
  }
}

const mutexes = both({ Mutex }, { Mutex: SharedMutex });

describe.each(mutexes)("Mutex $of in $name goroutines", ({ run, Mutex }) => {
  it("TestMutex: lets in one at a time", () =>
    run(function* (w) {
      const mutex = new Mutex();
      const done = chan<boolean>();
      let within = 0;
      function* inside(w: Words) {
        expect(++within).toBe(1);
        yield* w.gosched();
        within--;
      }
      for (let i = 0; i < 10; i++) {
        w.go(function* (w) {
          yield* hammer(w, mutex, 100, inside);
          yield* w.send(done, true);
        });
      }
      for (let i = 0; i < 10; i++) yield* w.recv(done);
      expect(mutex.tryLock()).toBe(true);
    }));

  it("keeps what is read and written back across a wait whole", () =>
    run(function* (w) {
      const mutex = new Mutex();
      const done = chan<boolean>();
      let counter = 0;
      for (let i = 0; i < 10; i++) {
        w.go(function* (w) {
          for (let n = 0; n < 50; n++) {
            using _ = yield* w.lock(mutex);
            const read = counter;
            yield* w.gosched();
            counter = read + 1;
          }
          yield* w.send(done, true);
        });
      }
      for (let i = 0; i < 10; i++) yield* w.recv(done);
      expect(counter).toBe(500);
    }));

  it("TestMutexFairness: a goroutine that locks again and again does not keep another out", () =>
    run(function* (w) {
      const mutex = new Mutex();
      const done = chan<number>(1);
      let stop = false;
      w.go(function* (w) {
        while (!stop) {
          yield* w.lock(mutex);
          yield* w.gosched();
          mutex.unlock();
          yield* w.gosched();
        }
      });
      w.go(function* (w) {
        let got = 0;
        for (let i = 0; i < 10; i++) {
          yield* w.gosched();
          yield* w.lock(mutex);
          got++;
          mutex.unlock();
        }
        yield* w.send(done, got);
      });
      expect(yield* w.recv(done)).toBe(10);
      stop = true;
    }));

  it("gives those that wait the lock in the order they came, and nobody comes between", () =>
    run(function* (w) {
      const mutex = new Mutex();
      const order = chan<number>(10);
      yield* w.lock(mutex);
      for (let i = 0; i < 5; i++) {
        w.go(function* (w) {
          yield* w.lock(mutex);
          yield* w.send(order, i);
          mutex.unlock();
        });
        yield* parked(w, mutex, i + 1);
      }
      mutex.unlock();
      expect(mutex.tryLock()).toBe(false);
      yield* w.lock(mutex);
      const came: unknown[] = [];
      while (order.len > 0) came.push(order.tryRecv());
      expect(came).toEqual([0, 1, 2, 3, 4]);
    }));

  it("one goroutine may lock it and another unlock it", () =>
    run(function* (w) {
      const mutex = new Mutex();
      yield* w.lock(mutex);
      go(() => mutex.unlock());
      yield* w.lock(mutex);
      expect(mutex.tryLock()).toBe(false);
    }));

  it("`using` unlocks at the end of the block, also where it is left by an error", () =>
    run(function* (w) {
      const mutex = new Mutex();
      const oops = new Error("oops");
      let caught: unknown;
      try {
        using _ = yield* w.lock(mutex);
        throw oops;
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(oops);
      expect(mutex.tryLock()).toBe(true);
    }));

  it("one that is cancelled while it waits does not get it, and those behind it do", () =>
    run(function* (w) {
      const mutex = new Mutex();
      const first = new AbortController();
      const second = new AbortController();
      const outcomes = chan<unknown>(2);
      yield* w.lock(mutex);
      for (const { signal } of [first, second]) {
        w.go(function* (w) {
          try {
            yield* w.lock(mutex, signal);
            yield* w.send(outcomes, "locked");
          } catch (error) {
            yield* w.send(outcomes, error);
          }
        });
        yield* parked(w, mutex, signal === first.signal ? 1 : 2);
      }
      first.abort("gave up");
      expect(yield* w.recv(outcomes)).toBe("gave up");
      mutex.unlock();
      expect(yield* w.recv(outcomes)).toBe("locked");
      second.abort("too late");
      mutex.unlock();
      expect(mutex.tryLock()).toBe(true);
    }));

  it("a lock that was cancelled before it began is refused, and it stays unlocked", () =>
    run(function* (w) {
      const mutex = new Mutex();
      const caught: unknown[] = [];
      try {
        yield* w.lock(mutex, AbortSignal.abort("no"));
      } catch (error) {
        caught.push(error);
      }
      expect(caught).toEqual(["no"]);
      expect(mutex.tryLock()).toBe(true);
    }));
});

describe.each([
  { of: "of one thread", Mutex, RWMutex },
  { of: "that threads share", Mutex: SharedMutex, RWMutex: SharedRWMutex },
])("Mutex $of", ({ Mutex, RWMutex }) => {
  it("TestMutex: tryLock answers whether it was free", () => {
    const mutex = new Mutex();
    expect(mutex.tryLock()).toBe(true);
    expect(mutex.tryLock()).toBe(false);
    mutex.unlock();
    expect(mutex.tryLock()).toBe(true);
  });

  const misuses: readonly [name: string, error: new () => Error, words: string, use: () => void][] =
    [
      [
        "Mutex.Unlock",
        UnlockOfUnlockedMutexError,
        "sync: unlock of unlocked mutex",
        () => new Mutex().unlock(),
      ],
      [
        "Mutex.Unlock2",
        UnlockOfUnlockedMutexError,
        "sync: unlock of unlocked mutex",
        () => {
          const mutex = new Mutex();
          mutex.tryLock();
          mutex.unlock();
          mutex.unlock();
        },
      ],
      [
        "RWMutex.Unlock",
        UnlockOfUnlockedRWMutexError,
        "sync: Unlock of unlocked RWMutex",
        () => new RWMutex().unlock(),
      ],
      [
        "RWMutex.Unlock2",
        UnlockOfUnlockedRWMutexError,
        "sync: Unlock of unlocked RWMutex",
        () => {
          const rw = new RWMutex();
          rw.tryRLock();
          rw.unlock();
        },
      ],
      [
        "RWMutex.Unlock3",
        UnlockOfUnlockedRWMutexError,
        "sync: Unlock of unlocked RWMutex",
        () => {
          const rw = new RWMutex();
          rw.tryLock();
          rw.unlock();
          rw.unlock();
        },
      ],
      [
        "RWMutex.RUnlock",
        RUnlockOfUnlockedRWMutexError,
        "sync: RUnlock of unlocked RWMutex",
        () => new RWMutex().rUnlock(),
      ],
      [
        "RWMutex.RUnlock2",
        RUnlockOfUnlockedRWMutexError,
        "sync: RUnlock of unlocked RWMutex",
        () => {
          const rw = new RWMutex();
          rw.tryLock();
          rw.rUnlock();
        },
      ],
      [
        "RWMutex.RUnlock3",
        RUnlockOfUnlockedRWMutexError,
        "sync: RUnlock of unlocked RWMutex",
        () => {
          const rw = new RWMutex();
          rw.tryRLock();
          rw.rUnlock();
          rw.rUnlock();
        },
      ],
    ];

  it.each(misuses)("TestMutexMisuse: %s", (_name, error, words, use) => {
    expect(use).toThrow(error);
    expect(use).toThrow(words);
  });
});
