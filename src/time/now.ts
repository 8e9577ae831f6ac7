/**
 * What time it is, in milliseconds since the Unix epoch, as Go's `time.Now`.
 *
 * Invariant: it never goes back, whatever is done to the system's clock, so that the difference of two
 * of its values is a duration; Go's `Time` carries a monotonic reading for the same reason.
 */

import { wallTime } from "../runtime/clock.ts";

/** Milliseconds since the Unix epoch, with a fraction; `new Date(now())` is the date. */
export function now(): number {
  return wallTime();
}

/** The milliseconds that have passed since `timeMs`, a value of `now`. */
export function since(timeMs: number): number {
  return wallTime() - timeMs;
}

/** The milliseconds until `timeMs`, a value of `now`; negative where that has passed. */
export function until(timeMs: number): number {
  return timeMs - wallTime();
}
