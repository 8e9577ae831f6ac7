/**
 * Python's `threading.Condition`.
 *
 * Invariants:
 * - Who is notified, or was not in time, stops waiting for the condition and begins to wait for the lock,
 *   in one step: it goes on once, with the lock.
 * - No wake-up is spurious, and none is lost: a notify that finds a waiter ends that wait.
 */

import { timeOutWith } from "../runtime/cancel.ts";
import { now } from "../runtime/clock.ts";
import { asyncWaiter, park, ready } from "../runtime/scheduler.ts";
import { CALL, VALUE, type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import { RuntimeError } from "./errors.ts";
import type { Held } from "./held.ts";
import { acquireRestore, isOwned, type Lockable, releaseSave } from "./lockable.ts";
import { RLock } from "./rlock.ts";
import { endless } from "./timeout.ts";

/** A condition variable: threads that have its lock wait until another notifies them. */
export class Condition implements WaitedOn {
  readonly #lock: Lockable;
  readonly #queue: WaitQueue = new WaitQueue("Condition.wait", this);

  /**
   * @param lock the lock that guards what is waited for, which may be shared by several conditions; by
   * default an RLock of its own, as in Python. An RLock has threads be followed, which doubles the cost of
   * every await on Node 20 and 22: where it is never acquired twice, `new Condition(new Lock())` is
   * faster.
   */
  constructor(lock: Lockable = new RLock()) {
    this.#lock = lock;
  }

  /** Acquires the lock; waits while another has it. `using _ = await condition.acquire();` */
  acquire(): Promise<Held>;
  /**
   * Acquires the lock if that is possible within `timeoutMs` milliseconds; answers false where it was
   * not.
   *
   * @throws {ValueError} (as a rejection) where `timeoutMs` is negative or NaN.
   */
  acquire(timeoutMs: number | undefined): Promise<Held | false>;
  acquire(timeoutMs?: number): Promise<Held | false> {
    return this.#lock.acquire(timeoutMs);
  }

  /** Acquires the lock if that is possible at once; else answers false. */
  tryAcquire(): Held | false {
    return this.#lock.tryAcquire();
  }

  /**
   * Releases the lock.
   *
   * @throws {RuntimeError} where it is not acquired.
   */
  release(): void {
    this.#lock.release();
  }

  /** Whether someone has the lock. */
  locked(): boolean {
    return this.#lock.locked();
  }

  /**
   * Releases the lock, waits to be notified, for `timeoutMs` milliseconds at most, and acquires the lock
   * again, however long that takes. Answers whether it was notified. A time-out that is not above 0 gives
   * others their chance at the lock, and no more.
   *
   * @throws {RuntimeError} (as a rejection) where the lock is not acquired.
   */
  wait(timeoutMs?: number): Promise<boolean> {
    let owned: boolean;
    try {
      owned = isOwned(this.#lock);
    } catch (error) {
      return Promise.reject(error);
    }
    if (!owned) return Promise.reject(new RuntimeError("cannot wait on un-acquired lock"));
    const { waiter, promise } = asyncWaiter<boolean>(VALUE);
    const { resume } = waiter;
    waiter.form = CALL;
    waiter.resume = () => {
      waiter.form = VALUE;
      waiter.resume = resume;
      acquireRestore(this.#lock, waiter, depth);
    };
    this.#park(waiter, timeoutMs);
    const depth = releaseSave(this.#lock);
    return promise;
  }

  #park(w: Waiter, timeoutMs: number | undefined): void {
    w.value = true;
    park(w, this.#queue);
    if (!endless(timeoutMs)) timeOutWith(w, timeoutMs > 0 ? timeoutMs : 0, false);
  }

  /**
   * Waits until `predicate` answers something true, for `timeoutMs` milliseconds at most; answers what
   * it answered last. It is called with the lock held, first at once.
   *
   * @throws {RuntimeError} (as a rejection) where the lock is not acquired and `predicate` is not true.
   */
  async waitFor<T>(predicate: () => T, timeoutMs: number = Number.POSITIVE_INFINITY): Promise<T> {
    const endMs = now() + timeoutMs;
    let result = predicate();
    let leftMs = timeoutMs;
    while (!result) {
      await this.wait(leftMs);
      result = predicate();
      leftMs = endMs - now();
      if (leftMs <= 0) break;
    }
    return result;
  }

  /**
   * Ends the waits of the `n` that have waited longest, or of all if there are fewer. They go on, one
   * after another, once the caller has released the lock.
   *
   * @throws {RuntimeError} where the lock is not acquired.
   */
  notify(n = 1): void {
    if (!isOwned(this.#lock)) throw new RuntimeError("cannot notify on un-acquired lock");
    for (let left = n; left > 0; left--) {
      const w = this.#queue.shift();
      if (w === null) return;
      ready(w);
    }
  }

  /**
   * Ends the waits of all.
   *
   * @throws {RuntimeError} where the lock is not acquired.
   */
  notifyAll(): void {
    this.notify(Number.POSITIVE_INFINITY);
  }

  toString(): string {
    return `<Condition(${this.#lock.toString()}, ${this.#queue.length})>`;
  }

  describe(): string {
    return this.toString();
  }
}
