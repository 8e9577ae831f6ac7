/**
 * Go's `time.Sleep`.
 *
 * Invariants:
 * - A sleeper is parked, with Go's wait reason `sleep`, in a queue of its own: sleepers share nothing,
 *   so a sleep that belongs to a simulation leaves nothing outside of it.
 * - A sleeper wakes once: by its alarm, which takes it out of its queue, or by its cancellation, which
 *   stops the alarm.
 */

import { type Cancel, cancelWith, rejected, signalOf } from "../runtime/cancel.ts";
import type { ClockTimer } from "../runtime/clock.ts";
import { type Operation, operation } from "../runtime/operation.ts";
import { asyncWaiter, heldPromise, park, proceed, READY, ready } from "../runtime/scheduler.ts";
import { VALUE, type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import { startAlarm } from "./alarm.ts";
import { checkDuration } from "./errors.ts";

/**
 * Waits for at least `durationMs` milliseconds; not at all where that is 0 or negative, for ever where
 * it is infinite.
 *
 * @param cancel breaks the sleep off: the promise rejects with the signal's reason.
 * @throws {DurationError} (as a rejection) where `durationMs` is no number.
 */
export function sleep(durationMs: number, cancel?: Cancel): Promise<void> {
  try {
    checkDuration("sleep", durationMs);
  } catch (error) {
    return Promise.reject(error);
  }
  const refused = cancel && rejected(cancel);
  if (refused) return refused;
  if (durationMs <= 0) return proceed() ? READY : heldPromise(undefined);
  const { waiter, promise } = asyncWaiter<void>(VALUE);
  fallAsleep(waiter, durationMs, cancel);
  return promise;
}

/**
 * `sleep` for generator goroutines: `yield* sleep(100)`.
 *
 * @throws {DurationError} where `durationMs` is no number.
 */
export function sleepOperation(durationMs: number, cancel?: Cancel): Operation<void> {
  checkDuration("sleep", durationMs);
  return operation<void>((g) => {
    const signal = cancel && signalOf(cancel);
    if (signal?.aborted) throw signal.reason;
    if (durationMs <= 0) return true;
    fallAsleep(g, durationMs, cancel);
    return false;
  });
}

function fallAsleep(w: Waiter, durationMs: number, cancel: Cancel | undefined): void {
  const queue = new WaitQueue("sleep", new Duration(durationMs));
  park(w, queue);
  const alarm: ClockTimer = startAlarm(durationMs, () => {
    queue.remove(w);
    ready(w);
  });
  if (cancel !== undefined) cancelWith(w, signalOf(cancel), () => alarm.stop());
}

/** What a sleeper waits on, as a report names it. */
class Duration implements WaitedOn {
  readonly #durationMs: number;

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  describe(): string {
    return `a timer of ${this.#durationMs} ms`;
  }
}
