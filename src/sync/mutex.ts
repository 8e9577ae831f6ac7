/**
 * Go's sync.Mutex.
 *
 * Invariants:
 * - Those that wait do so while it is locked; it is locked throughout a handover.
 * - It belongs to no goroutine: one may lock it and another unlock it, as in Go.
 */

import { ready } from "../runtime/scheduler.ts";
import { nextWaitedOnId } from "../runtime/waiter.ts";
import { UnlockOfUnlockedMutexError } from "./errors.ts";
import { Locker } from "./locker.ts";

/**
 * A mutual exclusion lock. It is fair: those that wait get it in the order they came.
 *
 * Code between two awaits is never interrupted, so a Mutex is for what must stay whole across one.
 */
export class Mutex extends Locker {
  readonly #id = nextWaitedOnId();
  #locked = false;

  constructor() {
    super("sync.Mutex.Lock");
  }

  tryLock(): boolean {
    if (this.#locked) return false;
    this.#locked = true;
    return true;
  }

  /** @throws {UnlockOfUnlockedMutexError} where it is not locked. */
  unlock(): void {
    if (!this.#locked) throw new UnlockOfUnlockedMutexError();
    const next = this.waiters.shift();
    if (next === null) this.#locked = false;
    else ready(next);
  }

  describe(): string {
    return `mutex ${this.#id}`;
  }
}
