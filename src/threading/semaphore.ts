/**
 * Python's `threading.Semaphore` and `BoundedSemaphore`.
 *
 * Invariants:
 * - While the value is above 0, nobody waits.
 * - A release hands one permit to who has waited longest, and adds to the value what nobody waits for.
 */

import { heldPromise, parkAsync, proceed, ready } from "../runtime/scheduler.ts";
import { VALUE, type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { ValueError } from "./errors.ts";
import { Held } from "./held.ts";
import { parkFor } from "./timeout.ts";

/** A counter that acquire lowers and release raises, and that never falls below 0. */
export class Semaphore implements WaitedOn {
  readonly #queue: WaitQueue = new WaitQueue("Semaphore.acquire", this);
  readonly #held: Held = new Held(this);
  readonly #acquired: Promise<Held> = Promise.resolve(this.#held);
  #value: number;

  /** @throws {ValueError} where `value` is no whole number of at least 0. */
  constructor(value = 1) {
    if (!Number.isInteger(value) || value < 0) {
      throw new ValueError(`semaphore initial value must be >= 0, not ${value}`);
    }
    this.#value = value;
  }

  /** How often it can be acquired without waiting. */
  protected get value(): number {
    return this.#value;
  }

  /** Lowers the value by 1; waits while it is 0. `using _ = await semaphore.acquire();` */
  acquire(): Promise<Held>;
  /**
   * Lowers the value by 1 if that is possible within `timeoutMs` milliseconds; answers false where it was
   * not. A negative time-out is one of 0, as in Python.
   */
  acquire(timeoutMs: number | undefined): Promise<Held | false>;
  acquire(timeoutMs?: number): Promise<Held | false> {
    if (this.#value > 0) {
      this.#value--;
      return proceed() ? this.#acquired : heldPromise(this.#held);
    }
    if (timeoutMs === undefined) return parkAsync(this.#queue, VALUE, this.#held);
    if (timeoutMs > 0) return parkFor<Held | false>(this.#queue, this.#held, timeoutMs, false);
    return Promise.resolve(false);
  }

  /** Lowers the value by 1 unless it is 0; then answers false, at once. */
  tryAcquire(): Held | false {
    if (this.#value === 0) return false;
    this.#value--;
    return this.#held;
  }

  /**
   * Raises the value by `n`, which lets up to `n` waiting threads go on.
   *
   * @throws {ValueError} where `n` is no whole number of at least 1.
   */
  release(n = 1): void {
    if (!Number.isInteger(n) || n < 1) throw new ValueError(`n must be one or more, not ${n}`);
    let left = n;
    while (left > 0) {
      const next = this.#queue.shift();
      if (next === null) break;
      ready(next);
      left--;
    }
    this.#value += left;
  }

  toString(): string {
    return `<Semaphore: value=${this.#value}>`;
  }

  describe(): string {
    return this.toString();
  }
}

/** A Semaphore that cannot be released more often than it was acquired. */
export class BoundedSemaphore extends Semaphore {
  readonly #initial: number;

  /** @throws {ValueError} where `value` is no whole number of at least 0. */
  constructor(value = 1) {
    super(value);
    this.#initial = value;
  }

  /**
   * Raises the value by `n`.
   *
   * @throws {ValueError} where that would raise it above its first value, or `n` is no whole number of at
   * least 1.
   */
  override release(n = 1): void {
    if (this.value + n > this.#initial) {
      throw new ValueError(
        `Semaphore released too many times: ${this.value} + ${n} is more than ${this.#initial}`,
      );
    }
    super.release(n);
  }

  override toString(): string {
    return `<BoundedSemaphore: value=${this.value}/${this.#initial}>`;
  }
}
