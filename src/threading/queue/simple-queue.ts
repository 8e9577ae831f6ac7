/**
 * Python's `queue.SimpleQueue`.
 *
 * Invariant: if someone waits, it is empty.
 */

import { heldPromise, parkAsync, proceed, ready } from "../../runtime/scheduler.ts";
import { VALUE, type WaitedOn, WaitQueue } from "../../runtime/waiter.ts";
import { Empty } from "../errors.ts";
import { checkTimeout, parkOrThrow } from "../timeout.ts";
import { Ring } from "./ring.ts";

/** A queue between threads without a limit: first in, first out, and putting never waits. */
export class SimpleQueue<T> implements WaitedOn {
  readonly #getters: WaitQueue = new WaitQueue("SimpleQueue.get", this);
  readonly #ring: Ring<T> = new Ring<T>();

  /** Puts `value` into the queue, at once. */
  put(value: T): void {
    const getter = this.#getters.shift();
    if (getter === null) {
      this.#ring.push(value);
      return;
    }
    getter.value = value;
    ready(getter);
  }

  /** The same as `put`, as in Python. */
  putNowait(value: T): void {
    this.put(value);
  }

  /**
   * Takes the value that came first; waits while there is none, for `timeoutMs` milliseconds at most.
   *
   * @throws (as a rejection) {Empty} where none came in time; {ValueError} where `timeoutMs` is negative
   * or NaN.
   */
  get(timeoutMs?: number): Promise<T> {
    if (timeoutMs !== undefined) return this.#getWithin(timeoutMs);
    if (this.#ring.length === 0) return parkAsync(this.#getters, VALUE);
    const value = this.#ring.shift();
    return proceed() ? Promise.resolve(value) : heldPromise(value);
  }

  async #getWithin(timeoutMs: number): Promise<T> {
    checkTimeout(timeoutMs);
    if (this.#ring.length > 0) return this.get();
    if (timeoutMs === 0) throw new Empty();
    return parkOrThrow<T>(this.#getters, undefined, timeoutMs, () => new Empty());
  }

  /**
   * Takes the value that came first, if there is one.
   *
   * @throws {Empty} where there is none.
   */
  getNowait(): T {
    if (this.#ring.length === 0) throw new Empty();
    return this.#ring.shift();
  }

  /** Whether nothing is in it. */
  empty(): boolean {
    return this.#ring.length === 0;
  }

  /** How many values are in it. */
  qsize(): number {
    return this.#ring.length;
  }

  toString(): string {
    return `<SimpleQueue: qsize=${this.#ring.length}>`;
  }

  describe(): string {
    return this.toString();
  }
}
