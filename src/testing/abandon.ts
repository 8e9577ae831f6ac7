/**
 * What becomes of the waits that a simulation leaves behind: they end, for good.
 *
 * Invariants:
 * - No waiter of an abandoned wait stands in a queue, so no send, close, unlock or abort outside of the
 *   simulation can hand it anything or let it go on.
 * - A waiter of the world outside that stands in the same queue, on a channel made outside, stays.
 */

import { Goroutine, liveGoroutines } from "../runtime/goroutine.ts";
import { selectOf } from "../runtime/selecting.ts";
import { type Owner, occupiedQueues, type Waiter, type WaitQueue } from "../runtime/waiter.ts";

/** Takes the waits of the present world out of their queues. */
export function abandonWaits(): void {
  const live = new Set<Owner>(liveGoroutines());
  for (const queue of occupiedQueues()) {
    for (const w of waitersOf(queue)) {
      if (w.queue === null) continue; // the end of a select took it out
      const owner = ownerOf(w);
      if (owner !== null && !live.has(owner)) continue;
      const select = selectOf(w);
      if (select === undefined) w.queue.remove(w);
      else select.end();
    }
  }
}

function waitersOf(queue: WaitQueue): Waiter[] {
  const waiters: Waiter[] = [];
  for (let w = queue.first; w !== null; w = w.later) waiters.push(w);
  return waiters;
}

function ownerOf(w: Waiter): Owner | null {
  const waiter = selectOf(w)?.owner ?? w;
  return waiter instanceof Goroutine ? waiter : waiter.goroutine;
}
