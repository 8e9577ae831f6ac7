/**
 * Go's sync.Locker: what all locks have in common.
 *
 * Invariants:
 * - A lock is handed over, in FIFO order: who unlocks gives it to whoever has waited longest, and nobody
 *   comes between. Go's Mutex does so in its starvation mode, and lets running goroutines barge in
 *   otherwise, since that spares a thread switch. On one thread there is none to spare, so here a waiter
 *   never waits for more than those before it.
 * - While anyone waits, `tryLock` answers false.
 * - A waiter carries its result from the start: its guard, or nothing in a Cond's. Handing over is taking
 *   it out of the queue and readying it.
 */

import { type Cancel, cancellable, parkCancellable, rejected } from "../runtime/cancel.ts";
import type { Goroutine } from "../runtime/goroutine.ts";
import { Operation, operation } from "../runtime/operation.ts";
import { heldPromise, park, parkAsync, proceed, ready } from "../runtime/scheduler.ts";
import { VALUE, type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import { NotALockerError } from "./errors.ts";
import { type ForeignLocker, LOCKING, offers } from "./foreign.ts";
import { Guard } from "./guard.ts";

let lockingOf: (locker: Locker, cancel?: Cancel) => Operation<Guard>;
let admitTo: (locker: Locker, w: Waiter) => void;

/** What can be locked and unlocked: a Mutex, an RWMutex (for writing), an RWMutex's `rLocker()`. */
export abstract class Locker implements WaitedOn {
  /** Those that wait to lock. */
  protected readonly waiters: WaitQueue;
  readonly #locking: Locking;
  // Resolved once and for all: a lock that is free costs no allocation.
  readonly #locked: Promise<Guard>;

  static {
    lockingOf = (locker, cancel) => {
      const locking = locker.#locking;
      if (cancel === undefined) return locking;
      const perform = (g: Goroutine) => locking.perform(g);
      return operation(cancellable(perform, cancel, () => locker.abandoned()));
    };
    admitTo = (locker, w) => {
      if (locker.tryLock()) ready(w);
      else park(w, locker.waiters);
    };
  }

  constructor(reason: string) {
    this.waiters = new WaitQueue(reason, this);
    this.#locking = new Locking(this, this.waiters);
    this.#locked = Promise.resolve(this.#locking.guard);
  }

  /** Locks if that is possible without waiting, and says whether it was. */
  abstract tryLock(): boolean;

  /** Unlocks, and hands over to whoever has waited longest. Any goroutine may do so, as in Go. */
  abstract unlock(): void;

  /** What reports call it. */
  abstract describe(): string;

  /**
   * Locks, and waits until it can. The guard unlocks when it is disposed of
   * (`using guard = await mutex.lock()`); else call `unlock`. In a generator goroutine:
   * `yield* lock(mutex)` of `goroutine-kit/gen`.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and it is not
   * locked.
   */
  lock(cancel?: Cancel): Promise<Guard> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const { guard } = this.#locking;
    if (this.tryLock()) return proceed() ? this.#locked : heldPromise(guard);
    if (cancel === undefined) return parkAsync(this.waiters, VALUE, guard);
    return parkCancellable(this.waiters, VALUE, guard, cancel, () => this.abandoned());
  }

  /** Called when one that waited was cancelled, for those that may now go on. */
  protected abandoned(): void {}
}

/** The one operation of a Locker: what `yield* lock(mutex)` performs. */
class Locking extends Operation<Guard> {
  readonly guard: Guard;
  readonly #locker: Locker;
  readonly #waiters: WaitQueue;

  constructor(locker: Locker, waiters: WaitQueue) {
    super();
    this.guard = new Guard(locker);
    this.#locker = locker;
    this.#waiters = waiters;
  }

  perform(g: Goroutine): boolean {
    g.value = this.guard;
    if (this.#locker.tryLock()) return true;
    park(g, this.#waiters);
    return false;
  }
}

/**
 * `await locker.lock()` for generator goroutines: `using guard = yield* lock(mutex)`.
 *
 * @param cancel breaks the wait off: the signal's reason is thrown, and it is not locked.
 * @throws {NotALockerError} where `locker` is no Locker.
 */
export function lock(locker: Locker | ForeignLocker, cancel?: Cancel): Operation<Guard> {
  if (!(locker instanceof Locker)) {
    if (offers(locker, LOCKING)) return locker[LOCKING](cancel);
    throw new NotALockerError("lock", locker);
  }
  return lockingOf(locker, cancel);
}

/** Locks for `w`, which is not parked: readies it, or has it wait its turn. */
export function admit(locker: Locker, w: Waiter): void {
  admitTo(locker, w);
}
