/**
 * Waiting for a promise in a generator goroutine, which cannot `await`.
 *
 * Invariant: a promise that settles after its wait was cancelled wakes nobody.
 */

import { type Cancel, cancelWith, signalOf } from "../runtime/cancel.ts";
import { type Operation, operation } from "../runtime/operation.ts";
import { fail, park, ready } from "../runtime/scheduler.ts";
import { type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";

const outside: WaitedOn = { describe: () => "" };
const awaited = new WaitQueue("await", outside);

/**
 * `await promise` for generator goroutines: `const response = yield* awaiting(fetch(url))`. Throws what
 * the promise rejects with.
 *
 * @param cancel breaks the wait off: the signal's reason is thrown. The promise goes on.
 */
export function awaiting<T>(promise: PromiseLike<T>, cancel?: Cancel): Operation<Awaited<T>> {
  return operation<Awaited<T>>((g) => {
    const signal = cancel === undefined ? undefined : signalOf(cancel);
    if (signal?.aborted) throw signal.reason;
    const forget = parkUntilSettled(g, awaited, promise);
    if (signal !== undefined) cancelWith(g, signal, forget);
    return false;
  });
}

/**
 * Parks `w` in `queue` until `promise` has settled, which is its result. Returns how to forget the
 * promise, for who wakes `w` by another way.
 */
export function parkUntilSettled(
  w: Waiter,
  queue: WaitQueue,
  promise: PromiseLike<unknown>,
): () => void {
  let waiting = true;
  const settle = (go: () => void) => {
    if (!waiting) return;
    waiting = false;
    w.queue?.remove(w);
    go();
  };
  park(w, queue);
  promise.then(
    (value) =>
      settle(() => {
        w.value = value;
        ready(w);
      }),
    (error) => settle(() => fail(w, error)),
  );
  return () => {
    waiting = false;
  };
}
