/**
 * The errors of the time room: a duration that is no number, an interval that is not positive.
 *
 * Invariant: each is thrown before anything was started, stopped or drained.
 */

import { describe } from "../runtime/goroutine.ts";

/** A duration that is not a number of milliseconds. Zero, negative and infinite ones are. */
export class DurationError extends RangeError {
  override readonly name = "DurationError";
  constructor(word: string, durationMs: unknown) {
    super(`${word}: ${describe(durationMs)} is not a number of milliseconds`);
  }
}

/** An interval that is not more than 0 ms, in the words of Go's `time/tick.go`. */
export class IntervalError extends RangeError {
  override readonly name = "IntervalError";
  constructor(word: string, intervalMs: unknown) {
    super(`non-positive interval for ${word}: ${describe(intervalMs)} is not more than 0 ms`);
  }
}

/** Refuses what is no duration; `word` is the function it was given to. */
export function checkDuration(word: string, durationMs: number): void {
  if (typeof durationMs !== "number" || Number.isNaN(durationMs)) {
    throw new DurationError(word, durationMs);
  }
}
