/**
 * What becomes of the waits that a simulation leaves behind: they end, for good.
 *
 * Invariants:
 * - No waiter of an abandoned wait stands in a queue, so no send, close, unlock or abort outside of the
 *   simulation can hand it anything or let it go on.
 * - A waiter of the world outside that stands in the same queue, on a channel made outside, stays.
 */

import { selectOf } from "../runtime/selecting.ts";
import { occupiedQueues, type Waiter } from "../runtime/waiter.ts";

/** All waiters that are parked in the present world. */
export function parkedWaiters(): Set<Waiter> {
  const waiters = new Set<Waiter>();
  for (const queue of occupiedQueues()) {
    for (let w = queue.first; w !== null; w = w.later) waiters.add(w);
  }
  return waiters;
}

/** Takes the waiters of the present world out of their queues, but for the `outsiders`. */
export function abandonWaits(outsiders: ReadonlySet<Waiter>): void {
  for (const w of parkedWaiters()) {
    // A waiter without a queue went with the other cases of its select.
    if (w.queue === null || outsiders.has(w)) continue;
    const select = selectOf(w);
    if (select === undefined) w.queue.remove(w);
    else select.end();
  }
}
