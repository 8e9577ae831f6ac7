// Cond, after Go's sync/cond_test.go.

import { describe, expect, it } from "vitest";
import {
  Cond,
  chan,
  Mutex,
  NotALockerError,
  newCond,
  RWMutex,
  recv,
  trySelect,
  UnlockOfUnlockedMutexError,
} from "../../src/index.ts";
import { SharedCond, SharedMutex, SharedRWMutex } from "../../src/parallel/index.ts";
import { both, parked } from "./kinds.ts";

const conds = both(
  { Mutex, RWMutex, makeCond: (l: unknown) => new Cond(l as Mutex) },
  {
    Mutex: SharedMutex,
    RWMutex: SharedRWMutex,
    makeCond: (l: unknown) => new SharedCond(l as SharedMutex),
  },
);

describe.each(conds)("Cond $of in $name goroutines", ({ run, Mutex, RWMutex, makeCond }) => {
  it("TestCondSignal: each signal wakes one", () =>
    run(function* (w) {
      const m = new Mutex();
      const c = makeCond(m);
      const n = 2;
      const running = chan<boolean>(n);
      const awake = chan<boolean>(n);
      for (let i = 0; i < n; i++) {
        w.go(function* (w) {
          yield* w.lock(m);
          yield* w.send(running, true);
          yield* w.wait(c);
          yield* w.send(awake, true);
          m.unlock();
        });
      }
      for (let i = 0; i < n; i++) yield* w.recv(running);
      for (let i = 0; i < n; i++) {
        expect(trySelect({ awake: recv(awake) })).toBeUndefined();
        yield* w.lock(m);
        c.signal();
        m.unlock();
        yield* w.recv(awake);
        expect(trySelect({ awake: recv(awake) })).toBeUndefined();
      }
      c.signal();
    }));

  it("TestCondSignalGenerations: a signal wakes who has waited longest", () =>
    run(function* (w) {
      const m = new Mutex();
      const c = makeCond(m);
      const n = 100;
      const running = chan<boolean>(n);
      const awake = chan<number>(n);
      const woken: unknown[] = [];
      for (let i = 0; i < n; i++) {
        w.go(function* (w) {
          yield* w.lock(m);
          yield* w.send(running, true);
          yield* w.wait(c);
          yield* w.send(awake, i);
          m.unlock();
        });
        if (i > 0) woken.push(yield* w.recv(awake));
        yield* w.recv(running);
        yield* w.lock(m);
        c.signal();
        m.unlock();
      }
      woken.push(yield* w.recv(awake));
      expect(woken).toEqual(Array.from({ length: n }, (_, i) => i));
    }));

  it("TestCondBroadcast: a broadcast wakes all that wait, once", () =>
    run(function* (w) {
      const m = new Mutex();
      const c = makeCond(m);
      const n = 20;
      const running = chan<number>(n);
      const awake = chan<number>(n);
      let exit = false;
      for (let i = 0; i < n; i++) {
        w.go(function* (w) {
          yield* w.lock(m);
          while (!exit) {
            yield* w.send(running, i);
            yield* w.wait(c);
            yield* w.send(awake, i);
          }
          m.unlock();
        });
      }
      for (let round = 0; round < n; round++) {
        for (let i = 0; i < n; i++) yield* w.recv(running);
        if (round === n - 1) {
          yield* w.lock(m);
          exit = true;
          m.unlock();
        }
        expect(trySelect({ awake: recv(awake) })).toBeUndefined();
        yield* w.lock(m);
        c.broadcast();
        m.unlock();
        const seen = new Set<unknown>();
        for (let i = 0; i < n; i++) seen.add(yield* w.recv(awake));
        expect(seen.size).toBe(n);
      }
      expect(trySelect({ running: recv(running) })).toBeUndefined();
      c.broadcast();
    }));

  it("TestRace: who waits sees what was changed before the signal", () =>
    run(function* (w) {
      const c = makeCond(new Mutex());
      const done = chan<boolean>();
      let x = 0;
      w.go(function* (w) {
        yield* w.lock(c.L);
        x = 1;
        yield* w.wait(c);
        expect(x).toBe(2);
        x = 3;
        c.signal();
        c.L.unlock();
        yield* w.send(done, true);
      });
      w.go(function* (w) {
        yield* w.lock(c.L);
        while (x !== 1) {
          c.L.unlock();
          yield* w.gosched();
          yield* w.lock(c.L);
        }
        x = 2;
        c.signal();
        c.L.unlock();
        yield* w.send(done, true);
      });
      w.go(function* (w) {
        yield* w.lock(c.L);
        while (x < 2) {
          c.L.unlock();
          yield* w.gosched();
          yield* w.lock(c.L);
        }
        if (x === 2) yield* w.wait(c);
        expect(x).toBe(3);
        c.L.unlock();
        yield* w.send(done, true);
      });
      for (let i = 0; i < 3; i++) yield* w.recv(done);
    }));

  it("TestCondSignalStealing: who waits later does not take the place of who waited before", () =>
    run(function* (w) {
      for (let i = 0; i < 50; i++) {
        const m = new Mutex();
        const c = makeCond(m);
        const ch = chan<string>();
        w.go(function* (w) {
          yield* w.lock(m);
          yield* w.send(ch, "about to wait");
          yield* w.wait(c);
          m.unlock();
          yield* w.send(ch, "woken");
        });
        yield* w.recv(ch);
        yield* w.lock(m);
        m.unlock();
        let done = false;
        const released = chan<boolean>(1);
        w.go(function* (w) {
          yield* w.gosched();
          c.broadcast();
        });
        w.go(function* (w) {
          yield* w.lock(m);
          while (!done) yield* w.wait(c);
          m.unlock();
          yield* w.send(released, true);
        });
        expect(yield* w.recv(ch)).toBe("woken");
        yield* w.lock(m);
        done = true;
        m.unlock();
        c.broadcast();
        yield* w.recv(released);
      }
    }));

  it("whoever is woken holds the lock, alone", () =>
    run(function* (w) {
      const m = new Mutex();
      const c = makeCond(m);
      const done = chan<boolean>();
      let within = 0;
      for (let i = 1; i <= 5; i++) {
        w.go(function* (w) {
          yield* w.lock(m);
          yield* w.wait(c);
          expect(++within).toBe(1);
          yield* w.gosched();
          within--;
          m.unlock();
          yield* w.send(done, true);
        });
        yield* parked(w, c, i);
      }
      c.broadcast();
      for (let i = 0; i < 5; i++) yield* w.recv(done);
      expect(m.tryLock()).toBe(true);
    }));

  it("waits under an RWMutex locked for reading, together with others", () =>
    run(function* (w) {
      const rw = new RWMutex();
      const c = makeCond(rw.rLocker());
      const reading = chan<boolean>();
      const leave = chan<boolean>();
      for (let i = 1; i <= 3; i++) {
        w.go(function* (w) {
          yield* w.rLock(rw);
          yield* w.wait(c);
          yield* w.send(reading, true);
          yield* w.recv(leave);
          rw.rUnlock();
        });
        yield* parked(w, c, i);
      }
      yield* w.lock(rw);
      c.broadcast();
      rw.unlock();
      for (let i = 0; i < 3; i++) yield* w.recv(reading);
      expect(rw.tryLock()).toBe(false);
      for (let i = 0; i < 3; i++) yield* w.send(leave, true);
      yield* w.lock(rw);
    }));

  it("one that is cancelled holds the lock again when it throws, and loses nobody's signal", () =>
    run(function* (w) {
      const m = new Mutex();
      const c = makeCond(m);
      const controller = new AbortController();
      const outcomes = chan<unknown>();
      w.go(function* (w) {
        using _ = yield* w.lock(m);
        try {
          yield* w.wait(c, controller.signal);
        } catch (error) {
          yield* w.send(outcomes, { error, locked: !m.tryLock() });
        }
      });
      yield* parked(w, c, 1);
      w.go(function* (w) {
        using _ = yield* w.lock(m);
        yield* w.wait(c);
        yield* w.send(outcomes, "signalled");
      });
      yield* parked(w, c, 2);
      yield* w.lock(m);
      controller.abort("gave up");
      c.signal();
      m.unlock();
      expect(yield* w.recv(outcomes)).toEqual({ error: "gave up", locked: true });
      expect(yield* w.recv(outcomes)).toBe("signalled");
    }));

  it("one that was woken before it was cancelled goes on as if it had not been", () =>
    run(function* (w) {
      const m = new Mutex();
      const c = makeCond(m);
      const controller = new AbortController();
      const outcomes = chan<unknown>();
      w.go(function* (w) {
        using _ = yield* w.lock(m);
        yield* w.wait(c, controller.signal);
        yield* w.send(outcomes, "signalled");
      });
      yield* parked(w, c, 1);
      yield* w.lock(m);
      c.signal();
      controller.abort("too late");
      m.unlock();
      expect(yield* w.recv(outcomes)).toBe("signalled");
    }));

  it("a wait that was cancelled before it began is refused, with the lock held", () =>
    run(function* (w) {
      const m = new Mutex();
      const caught: unknown[] = [];
      yield* w.lock(m);
      try {
        yield* w.wait(makeCond(m), AbortSignal.abort("no"));
      } catch (error) {
        caught.push(error);
      }
      expect(caught).toEqual(["no"]);
      expect(m.tryLock()).toBe(false);
    }));

  it("a wait without the lock throws, and nobody waits", () =>
    run(function* (w) {
      const c = makeCond(new Mutex());
      const caught: unknown[] = [];
      try {
        yield* w.wait(c);
      } catch (error) {
        caught.push(error);
      }
      expect(caught).toEqual([expect.any(UnlockOfUnlockedMutexError)]);
      c.signal();
      expect(c.L.tryLock()).toBe(true);
    }));
});

describe("Cond", () => {
  it("needs a Locker", () => {
    const foreign = { lock() {}, unlock() {} } as never;
    expect(() => new Cond(foreign)).toThrow(NotALockerError);
    expect(() => newCond(foreign)).toThrow(NotALockerError);
    const mutex = new Mutex();
    expect(newCond(mutex).L).toBe(mutex);
  });

  it("that threads share needs a locker that they share", () => {
    expect(() => new SharedCond(new Mutex() as never)).toThrow(NotALockerError);
    expect(() => new SharedCond({} as never)).toThrow(NotALockerError);
    const reading = new SharedRWMutex().rLocker();
    expect(new SharedCond(reading).L).toBe(reading);
  });
});
