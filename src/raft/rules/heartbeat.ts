/**
 * How a leader stays leader: heartbeats (Raft paper 5.2), and stepping down when no majority answers
 * (check-quorum: thesis 6.2), so that it does not keep clients waiting and lets others elect.
 *
 * Invariants:
 * - A heartbeat names no commit index beyond what the follower has acknowledged: its log may differ.
 * - Rounds ascend within a term; an answer to a round confirms the leader at the time it was sent.
 */

import { lastIndex } from "./log.ts";
import { followerOf, markDue } from "./members.ts";
import type { HeartbeatReply } from "./messages.ts";
import { send } from "./outbox.ts";
import type { Progress } from "./progress.ts";
import { configurationOfNow, observeTime, type Raft } from "./raft.ts";
import { becomeFollower } from "./roles.ts";
import { resumeSnapshot } from "./snapshot-sending.ts";
import { expireTransfer, handOver } from "./transfer.ts";

/** The heartbeat timer ran out: several times within an election timeout. Nothing but on a leader. */
export function heartbeatTimeout(raft: Raft, nowMs: number): void {
  observeTime(raft, nowMs);
  if (raft.role !== "leader") return;
  expireTransfer(raft);
  sendHeartbeats(raft);
}

/**
 * To be called about once in each election timeout: a leader that a majority has not answered for that
 * long steps down. Nothing but on a leader.
 */
export function checkQuorum(raft: Raft, nowMs: number): void {
  observeTime(raft, nowMs);
  if (raft.role !== "leader") return;
  const { id, electionTimeoutMs } = raft.options;
  const tally = raft.decisions.electionTally(configurationOfNow(raft), (node) => {
    if (node === id) return true;
    const follower = raft.progress.get(node);
    return follower !== undefined && raft.nowMs - follower.heardMs < electionTimeoutMs;
  });
  if (tally !== "won") becomeFollower(raft, raft.term, null);
}

/** Starts a round of heartbeats to all followers and gives its number. */
export function sendHeartbeats(raft: Raft): number {
  const { id: from } = raft.options;
  const round = ++raft.round;
  for (const follower of raft.progress.values())
    send(raft, {
      kind: "heartbeat",
      from,
      to: follower.node,
      term: raft.term,
      commit: Math.min(follower.matchIndex, raft.commitIndex),
      round,
      sentMs: raft.nowMs,
    });
  return round;
}

export function receiveHeartbeatReply(raft: Raft, message: HeartbeatReply): void {
  const follower = followerOf(raft, message.from);
  if (follower === undefined) return;
  follower.heardMs = raft.nowMs;
  follower.answeredRound = Math.max(follower.answeredRound, Math.min(message.round, raft.round));
  follower.answeredSentMs = Math.max(follower.answeredSentMs, Math.min(message.sentMs, raft.nowMs));
  resumeSnapshot(raft, follower);
  resumeAppends(raft, follower);
  if (raft.transfer?.target === follower.node) handOver(raft);
}

/**
 * A probe that was not answered goes out again. Where appends are under way and none was acknowledged
 * since the last heartbeat, they may all be lost and the window full for ever: an empty append after
 * them brings either an acknowledgement or a rejection.
 */
function resumeAppends(raft: Raft, follower: Progress): void {
  follower.probeSent = false;
  const sent = follower.nextIndex - 1;
  follower.inDoubt =
    follower.state === "replicate" &&
    follower.matchIndex < sent &&
    follower.matchIndex === follower.settledIndex;
  follower.settledIndex = follower.matchIndex;
  if (follower.state === "probe" || follower.inDoubt || sent < lastIndex(raft.log))
    markDue(raft, follower);
}
