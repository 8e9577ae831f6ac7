/**
 * Waits that can be broken off: by an AbortSignal, by a context (which has a signal), by a timer.
 *
 * Invariants:
 * - A wait ends once: whoever comes first, its waker or its interruption, disarms the other before
 *   the goroutine goes on.
 * - A wait that is broken off has left its queue, and nothing was handed to it.
 */

import { type Cancel, type CancelSignal, signalOf } from "./cancel-signal.ts";
import { type ClockTimer, startTimer } from "./clock.ts";
import type { Goroutine } from "./goroutine.ts";
import { asyncWaiter, fail, park, ready } from "./scheduler.ts";
import { CALL, CALL_FAILURE, type Form, failureOf, type Waiter, type WaitQueue } from "./waiter.ts";

export { type Cancel, type CancelSignal, NotACancelError, signalOf } from "./cancel-signal.ts";

/**
 * Lets `w`, which is parked, be taken out of its queue by another than its waker. Returns a function
 * that does so and says whether it still waited; `disarm` is called once the waker came first.
 */
function interruptible(w: Waiter, disarm: () => void): () => boolean {
  const { form, resume } = w;
  let waiting = true;
  w.form = CALL;
  w.resume = () => {
    waiting = false;
    disarm();
    w.resume = resume;
    w.form = w.form === CALL_FAILURE ? failureOf(form) : form;
    ready(w);
  };
  return () => {
    const { queue } = w;
    // Without a queue and without having been readied, it was left behind when its world ended.
    if (!waiting || queue === null) return false;
    waiting = false;
    queue.remove(w);
    w.form = form;
    w.resume = resume;
    return true;
  };
}

/**
 * Has `w`, which is parked, fail with the signal's reason if it aborts first. `onCancel` is called
 * once `w` has left its queue, for those whose queue may move on without it.
 */
export function cancelWith(w: Waiter, signal: CancelSignal, onCancel?: () => void): void {
  const abort = () => {
    if (!interrupt()) return;
    onCancel?.();
    fail(w, signal.reason);
  };
  const interrupt = interruptible(w, () => signal.removeEventListener("abort", abort));
  signal.addEventListener("abort", abort);
}

/**
 * The rejection of a wait that was cancelled before it began, or whose `cancel` is none; undefined where
 * it may begin.
 */
export function rejected(cancel: Cancel): Promise<never> | undefined {
  try {
    const signal = signalOf(cancel);
    return signal.aborted ? Promise.reject(signal.reason) : undefined;
  } catch (error) {
    return Promise.reject(error);
  }
}

/** As `parkAsync`, for a wait that `cancel`, which has not been cancelled yet, can break off. */
export function parkCancellable<T>(
  queue: WaitQueue,
  form: Form,
  value: unknown,
  cancel: Cancel,
  onCancel?: () => void,
): Promise<T> {
  const { waiter, promise } = asyncWaiter<T>(form);
  waiter.value = value;
  park(waiter, queue);
  cancelWith(waiter, signalOf(cancel), onCancel);
  return promise;
}

/** Makes what performs an operation one that `cancel`, where there is one, can break off. */
export function cancellable(
  perform: (g: Goroutine) => boolean,
  cancel: Cancel | undefined,
  onCancel?: () => void,
): (g: Goroutine) => boolean {
  if (cancel === undefined) return perform;
  const signal = signalOf(cancel);
  return (g) => {
    if (signal.aborted) throw signal.reason;
    if (perform(g)) return true;
    cancelWith(g, signal, onCancel);
    return false;
  };
}

/**
 * Has `w`, which is parked, go on with `value` if it was not readied within `timeoutMs`
 * milliseconds. `onTimeout` is called once `w` has left its queue.
 */
export function timeOutWith(
  w: Waiter,
  timeoutMs: number,
  value: unknown,
  onTimeout?: () => void,
): void {
  const timer: ClockTimer = startTimer(timeoutMs, () => {
    if (!interrupt()) return;
    onTimeout?.();
    w.value = value;
    ready(w);
  });
  const interrupt = interruptible(w, () => timer.stop());
}
