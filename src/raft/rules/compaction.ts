/**
 * Log compaction by snapshots (Raft paper 7): the owner takes a snapshot of its state machine, and
 * when that is durable the log before it may go.
 *
 * Invariants:
 * - A snapshot reaches only what is applied, so only what is committed; it is stored once this disk's log
 *   reaches as far.
 * - Nothing is purged that a snapshot does not hold or that the disk's log lacks.
 * - The latest snapshot and configuration of the purged part stay known.
 */

import { RangeOfStateError } from "./errors.ts";
import { asOf, forgetBefore } from "./history.ts";
import { purgeTo, termAt } from "./log.ts";
import type { SnapshotDescription } from "./messages.ts";
import type { Raft } from "./raft.ts";

/**
 * What a snapshot of the state machine as of `index` must say beside the state itself; null if a later
 * one is here or on its way from the leader, so that this one is not wanted. Throws RangeOfStateError
 * if the index is not applied yet.
 */
export function describeSnapshot(raft: Raft, index: number): SnapshotDescription | null {
  if (index > raft.appliedIndex)
    throw new RangeOfStateError(
      `a snapshot cannot end at ${index}; ${raft.appliedIndex} is what has been applied`,
    );
  const term = termAt(raft.log, index);
  if (term === undefined || index <= (raft.snapshot?.index ?? 0)) return null;
  const { index: configurationIndex, configuration } = asOf(raft.history, index);
  return { index, term, configuration, configurationIndex };
}

/**
 * Whether the disk's log has come to where the snapshot ends: before that it must not be stored. What is
 * applied may be durable on a majority of others and not here yet, and a crash would leave a snapshot of a
 * term that this disk does not know, before entries that conflict with it.
 */
export function maySaveSnapshot({ durability }: Raft, { index }: SnapshotDescription): boolean {
  return index <= durability.stableIndex;
}

/**
 * The snapshot is durable; storage has put it in place of an older one, never of a later. Purges the log
 * up to it, but for `keptEntries` that a slow follower may still want, and gives the index up to which
 * storage may do the same.
 */
export function snapshotTaken(raft: Raft, snapshot: SnapshotDescription): number {
  const { log, options } = raft;
  if (snapshot.index > raft.appliedIndex)
    throw new RangeOfStateError(
      `a snapshot of ${snapshot.index} entries, and ${raft.appliedIndex} are applied`,
    );
  if (raft.snapshot !== null && snapshot.index <= raft.snapshot.index) return log.purgedIndex;
  raft.snapshot = snapshot;
  const to = Math.min(snapshot.index - options.keptEntries, raft.durability.stableIndex);
  if (to > log.purgedIndex) {
    purgeTo(log, to);
    forgetBefore(raft.history, to);
  }
  return log.purgedIndex;
}
