/**
 * The leader's half of InstallSnapshot (Raft paper 7, figure 13): pieces of its latest snapshot, one
 * after another, for a follower that needs entries which were purged. Storage has the bytes; these
 * rules ask for them piece by piece.
 *
 * Invariants:
 * - For each follower one piece is under way at most: being read, or sent and not answered.
 * - All pieces are of one snapshot. If storage has a newer one by now, it starts over.
 */

import type { NodeId } from "./configuration.ts";
import { RangeOfStateError } from "./errors.ts";
import { followerOf } from "./members.ts";
import type { ChunkAccepted, SnapshotDescription } from "./messages.ts";
import { send } from "./outbox.ts";
import { becomeProbe, becomeSnapshot, type Progress, type Sending } from "./progress.ts";
import { observeTime, type Raft } from "./raft.ts";

/** What storage read of the snapshot it holds. */
export interface Chunk {
  readonly snapshot: SnapshotDescription;
  readonly offset: number;
  readonly data: Uint8Array;
  readonly done: boolean;
}

/** The follower needs what was purged. */
export function beginSnapshot(raft: Raft, follower: Progress): void {
  becomeSnapshot(follower, raft.nowMs);
  ask(raft, follower, follower.sending as Sending, 0);
}

/**
 * Storage has read what a ChunkRequest asked for; the piece goes to the follower. Does nothing if that
 * is not wanted any more. Throws RangeOfStateError if the piece is larger than asked for.
 */
export function chunkRead(raft: Raft, node: NodeId, chunk: Chunk, nowMs: number): void {
  if (chunk.data.length > raft.options.maxChunkBytes)
    throw new RangeOfStateError(
      `a piece of ${chunk.data.length} bytes; ${raft.options.maxChunkBytes} were asked for`,
    );
  observeTime(raft, nowMs);
  const follower = followerOf(raft, node);
  const sending = follower?.sending;
  if (follower == null || sending == null || sending.waitsFor !== "storage") return;
  const isAnother = sending.index !== 0 && sending.index !== chunk.snapshot.index;
  if (isAnother && chunk.offset > 0) {
    sending.index = 0;
    ask(raft, follower, sending, 0);
    return;
  }
  if (chunk.offset !== sending.offset) return;
  sending.index = chunk.snapshot.index;
  sending.waitsFor = "follower";
  sending.sinceMs = raft.nowMs;
  send(raft, {
    kind: "snapshotChunk",
    from: raft.options.id,
    to: node,
    term: raft.term,
    ...chunk,
  });
}

/** Storage could not read it: the follower is probed again at its next answer to a heartbeat. */
export function chunkUnreadable(raft: Raft, node: NodeId): void {
  const follower = followerOf(raft, node);
  if (follower?.sending == null) return;
  becomeProbe(follower);
  follower.probeSent = true;
}

/** The follower has a piece and wants the next. */
export function receiveChunkAccepted(raft: Raft, message: ChunkAccepted): void {
  const follower = followerOf(raft, message.from);
  if (follower === undefined) return;
  follower.heardMs = raft.nowMs;
  const { sending } = follower;
  if (sending?.waitsFor !== "follower" || sending.index !== message.snapshotIndex) return;
  ask(raft, follower, sending, message.offset);
}

/** A piece that was not answered for an election timeout is sent again. */
export function resumeSnapshot(raft: Raft, follower: Progress): void {
  const { sending } = follower;
  if (sending?.waitsFor !== "follower") return;
  if (raft.nowMs - sending.sinceMs < raft.options.electionTimeoutMs) return;
  ask(raft, follower, sending, sending.offset);
}

function ask(raft: Raft, follower: Progress, sending: Sending, offset: number): void {
  sending.offset = offset;
  sending.waitsFor = "storage";
  sending.sinceMs = raft.nowMs;
  const { maxChunkBytes: maxBytes } = raft.options;
  raft.chunkRequests.push({ node: follower.node, offset, maxBytes });
}
