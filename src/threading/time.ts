/**
 * Python's `time.sleep` and `time.monotonic`, which threads and their time-outs go by, in milliseconds.
 */

import { now } from "../runtime/clock.ts";
import { heldPromise, proceed, READY } from "../runtime/scheduler.ts";
import { WaitQueue } from "../runtime/waiter.ts";
import { ValueError } from "./errors.ts";
import { parkFor } from "./timeout.ts";

/**
 * Python's `time.sleep`: waits for `durationMs` milliseconds. With 0 it lets other threads run.
 *
 * @throws {ValueError} (as a rejection) where `durationMs` is negative or NaN.
 */
export function sleep(durationMs: number): Promise<void> {
  if (!(durationMs >= 0)) {
    return Promise.reject(
      new ValueError(`sleep length must be non-negative, not ${durationMs} ms`),
    );
  }
  if (durationMs === 0) return proceed() ? READY : heldPromise(undefined);
  const sleeper = new WaitQueue("sleep", { describe: () => `${durationMs} ms` });
  return parkFor<void>(sleeper, undefined, durationMs, undefined);
}

/** Python's `time.monotonic`: milliseconds since some moment, by a clock that never goes back. */
export function monotonic(): number {
  return now();
}
