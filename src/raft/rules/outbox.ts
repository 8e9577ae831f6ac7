/**
 * Where messages leave: at once, or when the disk has what they speak for.
 *
 * Invariants:
 * - What decisions.waitsForDisk holds back leaves only after the write that has everything as it was
 *   when the message was made.
 * - A message to this node itself is its own vote, which counts as late as anybody's: when it is
 *   durable.
 */

import { writeOfNow } from "./durability.ts";
import { lastIndex } from "./log.ts";
import type { AppendAccepted, Message } from "./messages.ts";
import type { Raft } from "./raft.ts";

/** Sends the message as soon as it may leave. */
export function send(raft: Raft, message: Message): void {
  const { durability } = raft;
  const afterWrite = writeOfNow(durability, lastIndex(raft.log));
  const held = message.to === raft.options.id || raft.decisions.waitsForDisk(message);
  if (held && afterWrite > durability.writesPersisted)
    durability.held.push({ afterWrite, message });
  else raft.outbox.push(message);
}

/**
 * Of acknowledgements to one leader that become free at once, one by another, only the last need be
 * sent: it says more than those before it. One sync of the disk is answered by one message.
 */
export function sendReleased(raft: Raft, released: readonly Message[]): void {
  released.forEach((message, at) => {
    const next = released[at + 1];
    const saysLess =
      message.kind === "appendAccepted" && next?.kind === "appendAccepted" && covers(next, message);
    if (!saysLess) raft.outbox.push(message);
  });
}

function covers(later: AppendAccepted, earlier: AppendAccepted): boolean {
  return (
    later.to === earlier.to && later.term === earlier.term && later.matchIndex >= earlier.matchIndex
  );
}
