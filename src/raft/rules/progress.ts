/**
 * What a leader knows of one follower: nextIndex and matchIndex of figure 2, and how freely it may
 * send.
 *
 * - probe: it is not known where the logs agree; one append at a time, until one is accepted.
 * - replicate: they agree; appends go out ahead of acknowledgements, within the inflight window.
 * - snapshot: the follower needs entries that were purged; no appends, the snapshot goes in chunks.
 *
 * Invariants:
 * - matchIndex < nextIndex. matchIndex never descends within a leader's term, for a follower
 *   acknowledges only what its disk has.
 * - `sending` is there exactly in the snapshot state.
 * - In the probe and snapshot states nothing is in the window.
 */

import type { NodeId } from "./configuration.ts";
import { clearInflight, freeInflight, type Inflight, isFull, newInflight } from "./inflight.ts";

/** How far a snapshot has been sent, and whom the next chunk waits for. */
export interface Sending {
  /** Which snapshot; 0 until storage has said which one it holds. */
  index: number;
  offset: number;
  waitsFor: "storage" | "follower";
  sinceMs: number;
}

export interface Progress {
  readonly node: NodeId;
  readonly inflight: Inflight;
  state: "probe" | "replicate" | "snapshot";
  matchIndex: number;
  nextIndex: number;
  /** A probe is out and not answered. */
  probeSent: boolean;
  /** The largest commit index that was sent. */
  sentCommit: number;
  sending: Sending | null;
  /** When it last answered, on this node's clock. */
  heardMs: number;
  /** The last heartbeat round it answered, and when that round was sent (thesis 6.4). */
  answeredRound: number;
  answeredSentMs: number;
  /** matchIndex when it last answered a heartbeat. */
  settledIndex: number;
  /** Entries may have been lost on the way: an empty append is to find out. */
  inDoubt: boolean;
  /** Whether it is in the list of those that there may be something to send to. */
  due: boolean;
}

/** A follower of which nothing is known but that the leader's log ends before nextIndex. */
export function newProgress(
  node: NodeId,
  nextIndex: number,
  nowMs: number,
  maxAppends: number,
  maxBytes: number,
): Progress {
  return {
    node,
    inflight: newInflight(maxAppends, maxBytes),
    state: "probe",
    matchIndex: 0,
    nextIndex,
    probeSent: false,
    sentCommit: 0,
    sending: null,
    heardMs: nowMs,
    answeredRound: 0,
    answeredSentMs: Number.NEGATIVE_INFINITY,
    settledIndex: 0,
    inDoubt: false,
    due: false,
  };
}

/** Goes back to where the logs are known to agree, and feels its way from there. */
export function becomeProbe(progress: Progress): void {
  progress.state = "probe";
  progress.nextIndex = progress.matchIndex + 1;
  progress.probeSent = false;
  progress.sending = null;
  progress.inDoubt = false;
  clearInflight(progress.inflight);
}

export function becomeReplicate(progress: Progress): void {
  progress.state = "replicate";
  progress.nextIndex = progress.matchIndex + 1;
  progress.probeSent = false;
  progress.sending = null;
  clearInflight(progress.inflight);
}

export function becomeSnapshot(progress: Progress, nowMs: number): void {
  progress.state = "snapshot";
  progress.probeSent = false;
  progress.inDoubt = false;
  progress.sending = { index: 0, offset: 0, waitsFor: "storage", sinceMs: nowMs };
  clearInflight(progress.inflight);
}

/** Whether appends with entries may go out now. */
export function maySend(progress: Progress): boolean {
  if (progress.state === "replicate") return !isFull(progress.inflight);
  return progress.state === "probe" && !progress.probeSent;
}

/** The follower stores everything up to the index. */
export function acceptUpTo(progress: Progress, index: number): void {
  if (index > progress.matchIndex) progress.matchIndex = index;
  if (progress.nextIndex <= progress.matchIndex) progress.nextIndex = progress.matchIndex + 1;
  if (progress.state === "probe") becomeReplicate(progress);
  else freeInflight(progress.inflight, index);
}

/**
 * The follower's log does not reach or does not agree at `prevIndex`; it may at `hintIndex`. False
 * if this answers an append that has been overtaken.
 */
export function stepBack(progress: Progress, prevIndex: number, hintIndex: number): boolean {
  if (progress.state === "replicate") {
    if (prevIndex <= progress.matchIndex) return false;
    becomeProbe(progress);
    return true;
  }
  if (progress.state === "snapshot" || prevIndex !== progress.nextIndex - 1) return false;
  progress.nextIndex = Math.max(Math.min(prevIndex, hintIndex + 1), progress.matchIndex + 1);
  progress.probeSent = false;
  return true;
}
