/**
 * Python's `threading.Lock`.
 *
 * Invariants:
 * - While it is unlocked, nobody waits for it.
 * - A release hands it to who has waited longest: it stays locked, and nobody can come between.
 * - It has no owner: any thread may release it. So it needs no thread's identity.
 */

import { heldPromise, park, parkAsync, proceed, ready } from "../runtime/scheduler.ts";
import { VALUE, type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import { RuntimeError } from "./errors.ts";
import { Held } from "./held.ts";
import { Lockable } from "./lockable.ts";
import { checkLockTimeout, parkFor } from "./timeout.ts";

/**
 * A lock that one thread at a time can hold, and any can release.
 *
 * | Python | here |
 * |---|---|
 * | `with lock:` | `using _ = await lock.acquire();` |
 * | `lock.acquire()` | `await lock.acquire()` |
 * | `lock.acquire(timeout=0.5)` | `await lock.acquire(500)` |
 * | `lock.acquire(blocking=False)` | `lock.tryAcquire()` |
 */
export class Lock extends Lockable implements WaitedOn {
  readonly #queue: WaitQueue = new WaitQueue("Lock.acquire", this);
  readonly #held: Held = new Held(this);
  readonly #acquired: Promise<Held> = Promise.resolve(this.#held);
  #locked = false;

  /** Acquires the lock; waits while another has it. */
  override acquire(): Promise<Held>;
  /**
   * Acquires the lock if that is possible within `timeoutMs` milliseconds; answers false where it was
   * not. Without a number it waits for ever.
   *
   * @throws {ValueError} (as a rejection) where `timeoutMs` is negative or NaN.
   */
  override acquire(timeoutMs: number | undefined): Promise<Held | false>;
  override acquire(timeoutMs?: number): Promise<Held | false> {
    if (timeoutMs !== undefined) return this.#acquireWithin(timeoutMs);
    if (this.#locked) return parkAsync(this.#queue, VALUE, this.#held);
    this.#locked = true;
    return proceed() ? this.#acquired : heldPromise(this.#held);
  }

  async #acquireWithin(timeoutMs: number): Promise<Held | false> {
    checkLockTimeout(timeoutMs);
    if (!this.#locked) return this.acquire();
    return timeoutMs === 0
      ? false
      : parkFor<Held | false>(this.#queue, this.#held, timeoutMs, false);
  }

  /** Acquires the lock if nobody has it; else answers false, at once. */
  override tryAcquire(): Held | false {
    if (this.#locked) return false;
    this.#locked = true;
    return this.#held;
  }

  /**
   * Releases the lock: who has waited longest has it then.
   *
   * @throws {RuntimeError} where it is unlocked.
   */
  override release(): void {
    if (!this.#locked) throw new RuntimeError("release unlocked lock");
    const next = this.#queue.shift();
    if (next === null) this.#locked = false;
    else ready(next);
  }

  /** Whether someone has it. */
  override locked(): boolean {
    return this.#locked;
  }

  override toString(): string {
    return `<${this.#locked ? "locked" : "unlocked"} Lock>`;
  }

  describe(): string {
    return this.toString();
  }

  // A lock without an owner belongs to whoever calls, as CPython's Condition has it.
  protected override isOwned(): boolean {
    return this.#locked;
  }

  protected override releaseSave(): number {
    this.release();
    return 1;
  }

  protected override acquireRestore(w: Waiter): void {
    if (this.#locked) {
      park(w, this.#queue);
      return;
    }
    this.#locked = true;
    ready(w);
  }
}
