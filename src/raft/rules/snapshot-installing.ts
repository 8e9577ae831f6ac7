/**
 * The follower's half of InstallSnapshot (Raft paper 7, figure 13): pieces arrive in order and go to
 * disk; with the last, the snapshot takes the place of the whole log.
 *
 * Invariants:
 * - Pieces are taken in order and from one leader of one term: another leader's bytes may differ.
 * - A snapshot that reaches no further than what is committed here, or than where the logs agree,
 *   changes nothing but the commit index (figure 13, step 6).
 * - The state machine is told to restore only when the snapshot is durable, and gets no entry that
 *   follows before.
 */

import { commitTo } from "./commit.ts";
import { replaceDurability } from "./durability.ts";
import { MessageError } from "./errors.ts";
import { resetLog, termAt } from "./log.ts";
import type { SnapshotChunk } from "./messages.ts";
import { send } from "./outbox.ts";
import type { Installing, Raft } from "./raft.ts";
import { hearLeader } from "./roles.ts";

/** Throws MessageError unless the snapshot can be one of the leader that sends it. */
export function checkDescription({ from, term, snapshot }: SnapshotChunk): void {
  if (snapshot.term <= term && snapshot.configurationIndex <= snapshot.index) return;
  throw new MessageError(
    `node ${from} sent in term ${term} a snapshot of ${snapshot.index} entries of term ` +
      `${snapshot.term}, with the configuration of ${snapshot.configurationIndex}`,
  );
}

export function receiveChunk(raft: Raft, message: SnapshotChunk): void {
  const { index, term } = message.snapshot;
  hearLeader(raft, message.from);
  if (!raft.decisions.snapshotAdvances(index, raft.commitIndex)) {
    acceptUpTo(raft, message, raft.commitIndex);
    return;
  }
  if (termAt(raft.log, index) === term) {
    raft.installing = null;
    commitTo(raft, index);
    acceptUpTo(raft, message, index);
    return;
  }
  const installing = continueOrBegin(raft, message);
  if (installing.offset !== message.offset) {
    acceptPieces(raft, message, installing);
    return;
  }
  raft.durability.chunks.push(message);
  installing.offset += message.data.length;
  if (message.done) install(raft, message);
  else acceptPieces(raft, message, installing);
}

/** What has come of this snapshot from this leader, nothing if it is another's or a new one. */
function continueOrBegin(raft: Raft, { from, term, snapshot }: SnapshotChunk): Installing {
  const { index } = snapshot;
  const { installing } = raft;
  if (installing?.from === from && installing.term === term && installing.index === index)
    return installing;
  raft.installing = { from, term, index, offset: 0 };
  return raft.installing;
}

/** The log begins anew after the snapshot, with its configuration (figure 13, steps 7 and 8). */
function install(raft: Raft, message: SnapshotChunk): void {
  const { snapshot } = message;
  raft.installing = null;
  resetLog(raft.log, snapshot.index, snapshot.term);
  raft.history.length = 0;
  raft.history.push({ index: snapshot.configurationIndex, configuration: snapshot.configuration });
  replaceDurability(raft.durability, snapshot);
  commitTo(raft, snapshot.index);
  acceptUpTo(raft, message, snapshot.index);
}

/** Tells the leader which piece is the next, taken or not. */
function acceptPieces(raft: Raft, message: SnapshotChunk, { offset }: Installing): void {
  send(raft, {
    kind: "chunkAccepted",
    from: raft.options.id,
    to: message.from,
    term: raft.term,
    snapshotIndex: message.snapshot.index,
    offset,
  });
}

function acceptUpTo(raft: Raft, message: SnapshotChunk, matchIndex: number): void {
  const { id: from } = raft.options;
  send(raft, { kind: "appendAccepted", from, to: message.from, term: raft.term, matchIndex });
}
