/**
 * How contexts end, and how they are misused.
 *
 * Invariants:
 * - `Canceled` and `DeadlineExceeded` are the only errors that the contexts of this package end with, so
 *   `ctx.err() === Canceled` works as in Go; the classes are for `instanceof`.
 * - Misuse is thrown before anything was made.
 */

import { describe } from "../runtime/goroutine.ts";

/** The class of `Canceled`. */
export class CanceledError extends Error {
  override readonly name = "CanceledError";
  constructor() {
    super("context canceled");
  }
}

/** The class of `DeadlineExceeded`. */
export class DeadlineExceededError extends Error {
  override readonly name = "DeadlineExceededError";
  /** Tells an error of time from others, as Go's `Timeout()`. */
  readonly timeout = true;
  constructor() {
    super("context deadline exceeded");
  }
}

/** What `err()` gives once a context was cancelled. */
export const Canceled: CanceledError = withoutStack(new CanceledError());

/** What `err()` gives once a context's deadline has passed. */
export const DeadlineExceeded: DeadlineExceededError = withoutStack(new DeadlineExceededError());

// One instance serves all contexts: where it was made says nothing about where it came up.
function withoutStack<E extends Error>(error: E): E {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

/** A context was to be made from null or undefined. */
export class NilParentError extends TypeError {
  override readonly name = "NilParentError";
  constructor(word: string) {
    super(`${word}: cannot create context from nil parent`);
  }
}

/** A value was to be stored under null or undefined. */
export class NilKeyError extends TypeError {
  override readonly name = "NilKeyError";
  constructor() {
    super("withValue: nil key");
  }
}

/** A deadline that is no point in time. */
export class DeadlineError extends RangeError {
  override readonly name = "DeadlineError";
  constructor(word: string, deadline: unknown) {
    const shown = deadline instanceof Date ? "an invalid Date" : describe(deadline);
    super(`${word}: ${shown} is neither a number of milliseconds since the Unix epoch nor a Date`);
  }
}
