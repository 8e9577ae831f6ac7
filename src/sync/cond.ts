/**
 * Go's sync.Cond.
 *
 * Invariants:
 * - Who waits holds its Locker before, and after, however the wait ended.
 * - `signal` wakes whoever has waited longest; one that begins to wait later never takes its place.
 * - A waiter that is woken is moved to the Locker's own queue, where it waits its turn; only one that has
 *   the lock goes on. So a broadcast makes no crowd, and a wait is one wait.
 */

import {
  type Cancel,
  type CancelSignal,
  cancelWith,
  rejected,
  signalOf,
} from "../runtime/cancel.ts";
import { type Operation, operation } from "../runtime/operation.ts";
import { asyncWaiter, park, ready } from "../runtime/scheduler.ts";
import {
  AsyncWaiter,
  CALL,
  CALL_FAILURE,
  failureOf,
  nextWaitedOnId,
  VALUE,
  type WaitedOn,
  type Waiter,
  WaitQueue,
} from "../runtime/waiter.ts";
import { NotALockerError } from "./errors.ts";
import { admit, Locker } from "./locker.ts";

let parkIn: (cond: Cond, w: Waiter, cancel: Cancel | undefined) => void;

/** A condition that goroutines wait for, and that others announce. */
export class Cond implements WaitedOn {
  /** Held while the condition is changed, looked at, or waited for. */
  readonly L: Locker;
  readonly #id = nextWaitedOnId();
  readonly #waiters: WaitQueue = new WaitQueue("sync.Cond.Wait", this);

  static {
    parkIn = (cond, w, cancel) => cond.#park(w, cancel);
  }

  /** @throws {NotALockerError} where `locker` is no Locker. */
  constructor(locker: Locker) {
    if (!(locker instanceof Locker)) throw new NotALockerError("Cond", locker);
    this.L = locker;
  }

  /**
   * Unlocks `L`, waits until it is woken, and locks `L` again before it goes on. Others may run before it
   * does, so it looks anew whether the condition holds: `while (!ready) await cond.wait();`. In a
   * generator goroutine: `yield* wait(cond)` of `goroutine-kit/gen`.
   *
   * @param cancel breaks the wait off: `L` is locked again all the same, and then the promise rejects
   * with the signal's reason. No signal is lost to one that was cancelled.
   * @throws (as a rejection) what `L.unlock` throws where it is not locked.
   */
  wait(cancel?: Cancel): Promise<void> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const { waiter, promise } = asyncWaiter<void>(VALUE);
    try {
      this.#park(waiter, cancel);
    } catch (error) {
      return Promise.reject(error);
    }
    return promise;
  }

  /** Wakes the goroutine that has waited longest, if one waits. `L` need not be held. */
  signal(): void {
    const w = this.#waiters.shift();
    if (w !== null) this.#wake(w);
  }

  /** Wakes all that wait. `L` need not be held. */
  broadcast(): void {
    for (let w = this.#waiters.shift(); w !== null; w = this.#waiters.shift()) this.#wake(w);
  }

  describe(): string {
    return `cond ${this.#id} (${this.L.describe()})`;
  }

  #park(w: Waiter, cancel: Cancel | undefined): void {
    this.L.unlock();
    if (cancel === undefined) park(w, this.#waiters);
    else this.#parkCancellable(w, signalOf(cancel));
  }

  #wake(w: Waiter): void {
    if (w.form === CALL) ready(w);
    else admit(this.L, w);
  }

  // The lock comes before the wait has ended, cancelled or not: so what waits in the queue is a waiter
  // that does no more than send `w` on to the lock.
  #parkCancellable(w: Waiter, signal: CancelSignal): void {
    const relock = () => {
      if (asleep.form === CALL_FAILURE) {
        w.value = asleep.value;
        w.form = failureOf(w.form);
      }
      admit(this.L, w);
    };
    const asleep = new AsyncWaiter(CALL, relock, w.owner);
    park(asleep, this.#waiters);
    cancelWith(asleep, signal);
  }
}

/**
 * Go's sync.NewCond.
 *
 * @throws {NotALockerError} where `locker` is no Locker.
 */
export function newCond(locker: Locker): Cond {
  return new Cond(locker);
}

/** `await cond.wait()` for generator goroutines: `wait` of `goroutine-kit/gen`. */
export function waitForCond(cond: Cond, cancel?: Cancel): Operation<void> {
  return operation((g) => {
    if (cancel !== undefined && signalOf(cancel).aborted) throw signalOf(cancel).reason;
    parkIn(cond, g, cancel);
    return false;
  });
}
