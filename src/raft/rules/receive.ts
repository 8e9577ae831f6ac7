/**
 * The door for messages: the rule of terms that holds for all servers (Raft paper 5.1, figure 2), then
 * one function for each kind.
 *
 * Invariants:
 * - A message of an earlier term changes nothing; a leader or candidate of one learns the current term.
 * - A message of a later term makes this node a follower in that term, but for pre-votes, and for vote
 *   requests while a leader is there (thesis 4.2.3).
 */

import { checkEntries, receiveAppend, receiveHeartbeat } from "./appending.ts";
import {
  receivePreVote,
  receivePreVoteReply,
  receiveVote,
  receiveVoteReply,
  standsByLeader,
} from "./election.ts";
import { MessageError } from "./errors.ts";
import { receiveHeartbeatReply } from "./heartbeat.ts";
import { lastIndex } from "./log.ts";
import type { Message } from "./messages.ts";
import { send } from "./outbox.ts";
import { observeTime, type Raft } from "./raft.ts";
import { confirmReads, receiveReadReply, receiveReadRequest } from "./reads.ts";
import { receiveAppendAccepted, receiveAppendRejected } from "./replication.ts";
import { becomeFollower } from "./roles.ts";
import { checkDescription, receiveChunk } from "./snapshot-installing.ts";
import { receiveChunkAccepted } from "./snapshot-sending.ts";
import { receiveTimeoutNow } from "./transfer.ts";

/**
 * Takes a message in. It must be well formed: what comes from outside goes through checkMessage before.
 * Throws MessageError or ConfigurationError if it is for another node or no correct node would send it,
 * and BrokenSafetyError if what Raft promises is broken already.
 */
export function receive(raft: Raft, message: Message, nowMs: number): void {
  const { id } = raft.options;
  if (message.to !== id || message.from === id)
    throw new MessageError(
      `node ${id} got a ${message.kind} from node ${message.from} to node ${message.to}`,
    );
  if (message.kind === "append") checkEntries(message);
  if (message.kind === "snapshotChunk") checkDescription(message);
  observeTime(raft, nowMs);
  if (message.term < raft.term) {
    answerStale(raft, message);
    return;
  }
  if (message.term > raft.term && !enterTermOf(raft, message)) return;
  dispatch(raft, message);
}

/** Whether the message is to be dealt with further; enters its term unless it is not to count. */
function enterTermOf(raft: Raft, message: Message): boolean {
  const { kind, from, term } = message;
  if (kind === "preVote" || (kind === "preVoteReply" && message.granted)) return true;
  if (kind === "vote" && message.cause === "timeout" && standsByLeader(raft)) return false;
  const isLeader = kind === "append" || kind === "heartbeat" || kind === "snapshotChunk";
  becomeFollower(raft, term, isLeader ? from : null);
  return true;
}

/**
 * Who leads or asks for votes in an earlier term hears of the current one and steps down (5.1). It is
 * told even by a node that was away and has come back with a later term: with check-quorum nobody
 * would grant that node a vote, so without this answer it would stay outside.
 */
function answerStale(raft: Raft, message: Message): void {
  const { id: from } = raft.options;
  const { term } = raft;
  const to = message.from;
  switch (message.kind) {
    case "preVote":
      receivePreVote(raft, message);
      return;
    case "vote":
      receiveVote(raft, message);
      return;
    case "append":
    case "heartbeat":
    case "snapshotChunk": {
      const prevIndex = message.kind === "append" ? message.prevIndex : lastIndex(raft.log);
      send(raft, { kind: "appendRejected", from, to, term, prevIndex, hintIndex: 0, hintTerm: 0 });
      return;
    }
    default:
  }
}

function dispatch(raft: Raft, message: Message): void {
  switch (message.kind) {
    case "append":
      receiveAppend(raft, message);
      return;
    case "appendAccepted":
      receiveAppendAccepted(raft, message);
      return;
    case "appendRejected":
      receiveAppendRejected(raft, message);
      return;
    case "heartbeat":
      receiveHeartbeat(raft, message);
      return;
    case "heartbeatReply":
      receiveHeartbeatReply(raft, message);
      confirmReads(raft);
      return;
    case "preVote":
      receivePreVote(raft, message);
      return;
    case "preVoteReply":
      receivePreVoteReply(raft, message);
      return;
    case "vote":
      receiveVote(raft, message);
      return;
    case "voteReply":
      receiveVoteReply(raft, message);
      return;
    case "snapshotChunk":
      receiveChunk(raft, message);
      return;
    case "chunkAccepted":
      receiveChunkAccepted(raft, message);
      return;
    case "timeoutNow":
      receiveTimeoutNow(raft, message);
      return;
    case "readRequest":
      receiveReadRequest(raft, message);
      return;
    case "readReply":
      receiveReadReply(raft, message);
      return;
  }
}
