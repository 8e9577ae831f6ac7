/**
 * Python's `threading.RLock`.
 *
 * Invariants:
 * - It has an owner exactly while its depth is above 0; only the owner may release it.
 * - While it has no owner, nobody waits for it. The last release hands it to who has waited longest.
 * - Making one has threads be followed, since it must know who calls (identity.ts).
 */

import { heldPromise, park, parkAsync, proceed, ready } from "../runtime/scheduler.ts";
import { type Owner, VALUE, type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import { RuntimeError } from "./errors.ts";
import { Held } from "./held.ts";
import { caller, follow, ownerOf } from "./identity.ts";
import { Lockable } from "./lockable.ts";
import { checkLockTimeout, parkFor } from "./timeout.ts";

/**
 * A lock that its owner can acquire again, and must release as often as it acquired it.
 *
 * Two async functions that one thread runs at once (`Promise.all([f(), g()])`) are that one thread, and
 * do not keep each other out.
 */
export class RLock extends Lockable implements WaitedOn {
  readonly #queue: WaitQueue = new WaitQueue("RLock.acquire", this);
  readonly #held: Held = new Held(this);
  #owner: Owner | null = null;
  #depth = 0;
  // How deep those waiters had it that come back from a Condition; 1 for all others.
  readonly #depths: Map<Waiter, number> = new Map();

  constructor() {
    super();
    follow();
  }

  /**
   * Acquires the lock; waits while another thread has it.
   *
   * @throws {ThreadIdentityError} (as a rejection) where it is not known which thread calls.
   */
  override acquire(): Promise<Held>;
  /**
   * Acquires the lock if that is possible within `timeoutMs` milliseconds; answers false where it was
   * not. Without a number it waits for ever.
   *
   * @throws {ValueError} (as a rejection) where `timeoutMs` is negative or NaN.
   */
  override acquire(timeoutMs: number | undefined): Promise<Held | false>;
  override async acquire(timeoutMs?: number): Promise<Held | false> {
    if (timeoutMs !== undefined) checkLockTimeout(timeoutMs);
    if (this.#take()) return proceed() ? this.#held : heldPromise(this.#held);
    if (timeoutMs === undefined) return parkAsync<Held>(this.#queue, VALUE, this.#held);
    return timeoutMs === 0
      ? false
      : parkFor<Held | false>(this.#queue, this.#held, timeoutMs, false);
  }

  /**
   * Acquires the lock if no other thread has it; else answers false, at once.
   *
   * @throws {ThreadIdentityError} where it is not known which thread calls.
   */
  override tryAcquire(): Held | false {
    return this.#take() && this.#held;
  }

  #take(): boolean {
    const me = caller();
    if (this.#owner !== null && this.#owner !== me) return false;
    this.#owner = me;
    this.#depth++;
    return true;
  }

  /**
   * Undoes one acquire. The last one hands the lock to who has waited longest.
   *
   * @throws {RuntimeError} where the calling thread does not have it.
   * @throws {ThreadIdentityError} where it is not known which thread calls.
   */
  override release(): void {
    if (this.#owner === null || this.#owner !== caller()) {
      throw new RuntimeError("cannot release un-acquired lock");
    }
    this.#depth--;
    if (this.#depth === 0) this.#handOn();
  }

  #handOn(): void {
    const next = this.#queue.shift();
    if (next === null) this.#owner = null;
    else this.#grant(next);
  }

  #grant(w: Waiter): void {
    this.#owner = ownerOf(w);
    this.#depth = this.#depths.get(w) ?? 1;
    this.#depths.delete(w);
    ready(w);
  }

  /** Whether a thread has it. */
  override locked(): boolean {
    return this.#owner !== null;
  }

  override toString(): string {
    const state = this.#owner === null ? "unlocked" : "locked";
    return `<${state} RLock owner=${this.#owner?.name ?? "none"} count=${this.#depth}>`;
  }

  describe(): string {
    return this.toString();
  }

  protected override isOwned(): boolean {
    return this.#owner !== null && this.#owner === caller();
  }

  protected override releaseSave(): number {
    const depth = this.#depth;
    this.#depth = 0;
    this.#handOn();
    return depth;
  }

  protected override acquireRestore(w: Waiter, depth: number): void {
    this.#depths.set(w, depth);
    if (this.#owner === null) this.#grant(w);
    else park(w, this.#queue);
  }
}
