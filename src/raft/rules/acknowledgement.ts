/**
 * What the owner reports back of what it was told to do: writes that are durable, entries that are
 * applied.
 *
 * Invariants:
 * - Only here does this node's own disk begin to count: for its vote, for its match index as leader,
 *   for the answers that waited (Raft paper figure 2, thesis 3.8).
 * - appliedIndex ascends and never passes what was delivered.
 */

import { advanceCommit } from "./commit.ts";
import { releaseHeld, settleWrites } from "./durability.ts";
import { receiveVoteReply } from "./election.ts";
import { RangeOfStateError } from "./errors.ts";
import type { Message } from "./messages.ts";
import { sendReleased } from "./outbox.ts";
import { observeTime, type Raft } from "./raft.ts";

/**
 * The write of that number and all before it are on disk. Numbers may be skipped, and one that was
 * acknowledged before is ignored. Throws RangeOfStateError if there was no such write.
 */
export function persisted(raft: Raft, number: number, nowMs: number): void {
  const { durability } = raft;
  if (!Number.isSafeInteger(number) || number > durability.writesIssued)
    throw new RangeOfStateError(
      `write ${number} is acknowledged, and ${durability.writesIssued} were issued`,
    );
  observeTime(raft, nowMs);
  if (number <= durability.writesPersisted) return;
  const stableBefore = durability.stableIndex;
  const installed = settleWrites(durability, number);
  if (installed !== null) {
    raft.snapshot = installed;
    raft.restore = installed;
    raft.deliveredIndex = Math.max(raft.deliveredIndex, installed.index);
  }
  if (raft.role === "leader" && durability.stableIndex > stableBefore) advanceCommit(raft);
  release(raft, releaseHeld(durability));
}

/**
 * The state machine has everything up to the index. Throws RangeOfStateError if that was not delivered;
 * an index below what is applied is ignored.
 */
export function applied(raft: Raft, index: number): void {
  if (!Number.isSafeInteger(index) || index > raft.deliveredIndex)
    throw new RangeOfStateError(
      `${index} is said to be applied, and ${raft.deliveredIndex} was delivered`,
    );
  if (index <= raft.appliedIndex) return;
  raft.appliedIndex = index;
}

/** Its own vote a candidate counts itself; the rest goes out. */
function release(raft: Raft, released: readonly Message[]): void {
  if (released.length === 0) return;
  const { id } = raft.options;
  sendReleased(
    raft,
    released.filter(({ to }) => to !== id),
  );
  for (const message of released)
    if (message.to === id && message.kind === "voteReply") receiveVoteReply(raft, message);
}
