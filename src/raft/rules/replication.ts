/**
 * How a leader brings its followers' logs to be its own (Raft paper 5.3, thesis 10.2.1): which append
 * to send next, and what an answer tells.
 *
 * Invariants:
 * - An append always follows an entry whose term the leader knows; where that was purged, the
 *   snapshot goes instead (7).
 * - Appends may go out before the leader's own disk has the entries.
 * - Nothing is sent twice on the way ahead: a follower in replicate gets each entry once, unless an
 *   answer or a silence says that it was lost.
 */

import { advanceCommit } from "./commit.ts";
import type { NodeId } from "./configuration.ts";
import { type Entry, entryBytes } from "./entry.ts";
import { MessageError } from "./errors.ts";
import { addInflight } from "./inflight.ts";
import { conflictHint, entriesWithin, lastIndex, noEntries, termAt } from "./log.ts";
import { followerOf, markDue } from "./members.ts";
import type { Append, AppendAccepted, AppendRejected } from "./messages.ts";
import {
  acceptUpTo,
  becomeProbe,
  becomeReplicate,
  maySend,
  type Progress,
  stepBack,
} from "./progress.ts";
import type { Raft } from "./raft.ts";
import { beginSnapshot } from "./snapshot-sending.ts";
import { handOver } from "./transfer.ts";

/**
 * The next append for one follower, or undefined if there is none to send now: everything was sent,
 * the window is full, a probe is unanswered, or a snapshot is under way. For owners that send to each
 * peer at that peer's own speed; `replicate` is for the others.
 */
export function nextAppend(raft: Raft, node: NodeId): Append | undefined {
  const follower = followerOf(raft, node);
  return follower === undefined ? undefined : makeAppend(raft, follower);
}

/** Puts every append that may go out now, to any follower, among the messages to send. */
export function replicate(raft: Raft): void {
  const { due } = raft;
  for (const follower of due) {
    follower.due = false;
    let append = makeAppend(raft, follower);
    for (; append !== undefined; append = makeAppend(raft, follower)) raft.outbox.push(append);
  }
  due.length = 0;
}

/** The transport could not deliver to the node: what was under way is taken for lost. */
export function unreachable(raft: Raft, node: NodeId): void {
  const follower = followerOf(raft, node);
  if (follower?.state !== "replicate") return;
  becomeProbe(follower);
  follower.probeSent = true;
}

function makeAppend(raft: Raft, follower: Progress): Append | undefined {
  const { log, options } = raft;
  const prevIndex = follower.nextIndex - 1;
  const last = lastIndex(log);
  const entriesMayGo = maySend(follower);
  const isProbe = follower.state === "probe" && entriesMayGo;
  const bringsEntries = entriesMayGo && prevIndex < last;
  const bringsCommit = entriesMayGo && lacksCommit(raft, follower);
  if (!bringsEntries && !isProbe && !follower.inDoubt && !bringsCommit) return undefined;
  const prevTerm = termAt(log, prevIndex);
  if (prevTerm === undefined) {
    beginSnapshot(raft, follower);
    return undefined;
  }
  const entries = bringsEntries
    ? entriesWithin(log, follower.nextIndex, options.maxAppendEntries, options.maxAppendBytes)
    : noEntries;
  noteSent(raft, follower, entries);
  return {
    kind: "append",
    from: options.id,
    to: follower.node,
    term: raft.term,
    prevIndex,
    prevTerm,
    entries,
    commit: raft.commitIndex,
  };
}

/** Whether the follower can commit more than it was told. */
function lacksCommit(raft: Raft, follower: Progress): boolean {
  return (
    raft.options.commitNotice === "prompt" &&
    follower.state === "replicate" &&
    follower.sentCommit < Math.min(raft.commitIndex, follower.nextIndex - 1)
  );
}

function noteSent(raft: Raft, follower: Progress, entries: readonly Entry[]): void {
  follower.inDoubt = false;
  follower.sentCommit = raft.commitIndex;
  if (follower.state === "probe") follower.probeSent = true;
  else if (entries.length > 0) {
    let bytes = 0;
    for (const entry of entries) bytes += entryBytes(entry);
    follower.nextIndex += entries.length;
    addInflight(follower.inflight, follower.nextIndex - 1, bytes);
  }
}

/** Throws MessageError if the follower claims what the leader does not have. */
export function receiveAppendAccepted(raft: Raft, message: AppendAccepted): void {
  const follower = followerOf(raft, message.from);
  if (follower === undefined) return;
  const { matchIndex } = message;
  if (matchIndex > lastIndex(raft.log))
    throw new MessageError(
      `node ${message.from} claims entry ${matchIndex} of a log that ends at ${lastIndex(raft.log)}`,
    );
  const before = follower.matchIndex;
  follower.heardMs = raft.nowMs;
  if (follower.state === "snapshot") {
    if (matchIndex < raft.log.purgedIndex) return;
    follower.matchIndex = Math.max(follower.matchIndex, matchIndex);
    becomeReplicate(follower);
  } else acceptUpTo(follower, matchIndex);
  markDue(raft, follower);
  if (follower.matchIndex === before) return;
  if (follower.matchIndex > raft.commitIndex) advanceCommit(raft);
  if (raft.transfer?.target === follower.node) handOver(raft);
}

/**
 * The logs differ where the append began. The hint is the follower's last place that may agree; the
 * leader takes its own last place that may agree with that, so that at most one probe is needed for
 * each term that differs (5.3).
 */
export function receiveAppendRejected(raft: Raft, message: AppendRejected): void {
  const follower = followerOf(raft, message.from);
  if (follower === undefined) return;
  follower.heardMs = raft.nowMs;
  const hint =
    message.hintTerm > 0
      ? conflictHint(raft.log, message.hintIndex, message.hintTerm).index
      : message.hintIndex;
  if (stepBack(follower, message.prevIndex, hint)) markDue(raft, follower);
}
