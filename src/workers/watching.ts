/**
 * Hearing of the close of a channel between threads, without a goroutine that waits for it.
 *
 * Invariants:
 * - The channel, and what it belongs to, is there as long as it is watched.
 * - Watching does not keep the process alive.
 */

import type { Agent } from "./agent.ts";
import { beginRecv, endRecv, withdraw } from "./operations.ts";
import { newSlot } from "./slot.ts";

/**
 * Calls `onClosed` once the channel at `channel`, to which nobody sends, is closed; at once, where it is.
 * Returns how to watch it no more. The channel belongs to the shared object at `owner`.
 */
export function watchClose(
  agent: Agent,
  channel: number,
  owner: number,
  onClosed: () => void,
): () => void {
  const { handles, loop, thread } = agent;
  const slot = newSlot(); // a value may be arriving in the agent's
  const ticket = beginRecv(thread, channel, slot);
  if (ticket <= 0) {
    onClosed();
    return () => {};
  }
  handles.refer(owner);
  let watching = true;
  loop.attend(ticket, () => {
    watching = false;
    endRecv(thread, ticket, slot);
    onClosed();
    handles.drop(owner);
  });
  return () => {
    if (!watching || !withdraw(thread, channel, ticket, slot)) return;
    watching = false;
    loop.forget(ticket);
    handles.drop(owner);
  };
}
