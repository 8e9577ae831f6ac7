/**
 * Waits that end by themselves when their time has run out.
 *
 * Invariants:
 * - A time-out is a number of milliseconds; none, and an endless one, wait for ever.
 * - A wait that timed out has left its queue, and nothing was handed to it.
 */

import { timeOutWith } from "../runtime/cancel.ts";
import { asyncWaiter, fail, park } from "../runtime/scheduler.ts";
import { CALL, VALUE, type Waiter, type WaitQueue } from "../runtime/waiter.ts";
import { ValueError } from "./errors.ts";

/** Whether a wait of that length never ends by itself. */
export function endless(timeoutMs: number | undefined): timeoutMs is undefined {
  return timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY;
}

/**
 * Refuses a negative time-out, in Python's words.
 *
 * @throws {ValueError} where `timeoutMs` is negative or NaN.
 */
export function checkTimeout(timeoutMs: number): void {
  if (timeoutMs >= 0) return;
  throw new ValueError(`'timeout' must be a non-negative number, not ${timeoutMs} ms`);
}

/**
 * Refuses a time-out for a lock, in Python's words.
 *
 * @throws {ValueError} where `timeoutMs` is negative or NaN.
 */
export function checkLockTimeout(timeoutMs: number): void {
  if (timeoutMs >= 0) return;
  throw new ValueError(`timeout value must be positive, not ${timeoutMs} ms`);
}

/** Parks the caller; answers `value`, or `late` if nobody has readied it in time. */
export function parkFor<T>(
  queue: WaitQueue,
  value: T,
  timeoutMs: number | undefined,
  late: T,
): Promise<T> {
  const { waiter, promise } = asyncWaiter<T>(VALUE);
  waiter.value = value;
  park(waiter, queue);
  if (!endless(timeoutMs)) timeOutWith(waiter, timeoutMs, late);
  return promise;
}

/** Parks the caller with `value`; throws what `late` makes if nobody has readied it in time. */
export function parkOrThrow<T>(
  queue: WaitQueue,
  value: unknown,
  timeoutMs: number | undefined,
  late: () => Error,
): Promise<T> {
  const { waiter, promise } = asyncWaiter<T>(VALUE);
  waiter.value = value;
  park(waiter, queue);
  if (!endless(timeoutMs)) {
    timeOutWith(waiter, timeoutMs, undefined, () => failNext(waiter, late));
  }
  return promise;
}

/** Has `w` fail when it is readied. The error is made then: most waits end in time. */
function failNext(w: Waiter, late: () => Error): void {
  const { form, resume } = w;
  w.form = CALL;
  w.resume = () => {
    w.form = form;
    w.resume = resume;
    fail(w, late());
  };
}
