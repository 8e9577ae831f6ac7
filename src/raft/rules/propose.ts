/**
 * How commands enter the log: on the leader alone (Raft paper 5.1, 5.3). Whether one was committed
 * shows when the entry at the index it got is delivered: it was if that entry has the term it was
 * proposed in, and it was lost if that entry has another.
 */

import { LimitError, NotLeaderError, TransferInProgressError } from "./errors.ts";
import { appendOwn } from "./own-log.ts";
import type { Raft } from "./raft.ts";

/**
 * Appends a command and gives its log index; its term is `raft.term`. The bytes are not copied and must
 * not change from then on. Throws NotLeaderError, TransferInProgressError, or LimitError if the
 * command is too large or too much is uncommitted; nothing has changed then.
 */
export function propose(raft: Raft, command: Uint8Array): number {
  requireLeading(raft);
  const { maxCommandBytes, maxUncommittedBytes } = raft.options;
  if (command.length > maxCommandBytes)
    throw new LimitError("bytes of a command", command.length, maxCommandBytes);
  // A command that is alone always passes: a limit below its size would shut it out for ever.
  const grown = raft.uncommittedBytes + command.length;
  if (raft.uncommittedBytes > 0 && grown > maxUncommittedBytes)
    throw new LimitError("bytes not committed yet", grown, maxUncommittedBytes);
  return appendOwn(raft, "command", command);
}

/** Throws unless this node leads and means to go on leading. */
export function requireLeading(raft: Raft): void {
  if (raft.role !== "leader") throw new NotLeaderError(raft.options.id, raft.role, raft.leader);
  if (raft.transfer !== null) throw new TransferInProgressError(raft.transfer.target);
}
