/**
 * The wait of one goroutine for one ticket.
 *
 * Invariants:
 * - The goroutine stands in a queue of its own thread meanwhile, so that reports can name it; nobody takes
 *   it out but what is here.
 * - What another thread had decided before the wait was broken off stays decided: it is delivered.
 */

import type { CancelSignal } from "../runtime/cancel.ts";
import { fail, park } from "../runtime/scheduler.ts";
import type { Waiter, WaitQueue } from "../runtime/waiter.ts";
import type { Agent } from "./agent.ts";
import { withdraw } from "./operations.ts";

/**
 * Parks `w` in `queue` until `ticket`, which waits in a queue of the channel at `channel`, is delivered:
 * `delivered` is called then and readies it. Where `signal` aborts first, `cancelled` is called, with what a
 * send would have brought in the agent's slot, and `w` fails with the reason.
 */
export function parkUntilDelivered(
  agent: Agent,
  channel: number,
  ticket: number,
  w: Waiter,
  queue: WaitQueue,
  signal: CancelSignal | undefined,
  delivered: () => void,
  cancelled: () => void,
): void {
  park(w, queue);
  if (signal === undefined) {
    agent.loop.await(ticket, () => {
      leaveQueue(w);
      delivered();
    });
    return;
  }
  const abort = () => {
    if (!withdraw(agent.thread, channel, ticket, agent.slot)) return;
    agent.loop.forget(ticket);
    leaveQueue(w);
    cancelled();
    fail(w, signal.reason);
  };
  signal.addEventListener("abort", abort);
  agent.loop.await(ticket, () => {
    signal.removeEventListener("abort", abort);
    leaveQueue(w);
    delivered();
  });
}

/** Takes `w` out of its queue. Without a queue it was left behind when its world ended. */
export function leaveQueue(w: Waiter): void {
  w.queue?.remove(w);
}
