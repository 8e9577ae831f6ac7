/**
 * Operations of several steps: what a generator goroutine waits for where one wait is not enough. A
 * generator of its own would do for `yield*`, but not refuse `await`.
 *
 * Invariant: like any operation it does nothing until `yield*`, and may be performed again.
 */

import { Operation, type Parked } from "../runtime/operation.ts";

class Steps<T> extends Operation<T> {
  readonly #begin: () => Iterator<Parked, T, unknown>;

  constructor(begin: () => Iterator<Parked, T, unknown>) {
    super();
    this.#begin = begin;
  }

  override [Symbol.iterator](): Iterator<Parked, T, unknown> {
    return this.#begin();
  }

  perform(): never {
    throw new Error("sync: an operation of several steps is performed by yield* alone");
  }
}

/** Makes an operation of a function that begins its steps. */
export function steps<T>(begin: () => Iterator<Parked, T, unknown>): Operation<T> {
  return new Steps<T>(begin);
}
