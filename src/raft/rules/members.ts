/**
 * Whom this node counts and, as leader, whom it sends to. Each server uses the latest configuration
 * in its log from the moment it stands there, and falls back when the entry is dropped (thesis 4.1).
 *
 * Invariants:
 * - A leader has progress for exactly the other members of the configuration in force.
 * - A follower in `due` has `due` set, and stands there once.
 */

import { type Configuration, isVoter, membersOf, type NodeId } from "./configuration.ts";
import { fallBackBefore } from "./history.ts";
import { lastIndex } from "./log.ts";
import { newProgress, type Progress } from "./progress.ts";
import { configurationOfNow, type Raft } from "./raft.ts";

/** The entry at the index, now in the log, holds this configuration. */
export function adoptConfiguration(raft: Raft, index: number, configuration: Configuration): void {
  raft.history.push({ index, configuration });
  if (raft.role === "leader") trackMembers(raft);
}

/** The entries from the index on were dropped, and their configurations with them. */
export function dropConfigurations(raft: Raft, index: number): void {
  fallBackBefore(raft.history, index);
}

/** Brings a leader's followers in line with the configuration in force. */
export function trackMembers(raft: Raft): void {
  const { options, progress } = raft;
  const members = new Set(membersOf(configurationOfNow(raft)));
  for (const [node, follower] of progress) if (!members.has(node)) dropFollower(raft, follower);
  for (const node of members) {
    if (node === options.id || progress.has(node)) continue;
    const follower = newProgress(
      node,
      lastIndex(raft.log) + 1,
      raft.nowMs,
      options.maxInflightAppends,
      options.maxInflightBytes,
    );
    progress.set(node, follower);
    markDue(raft, follower);
  }
}

/**
 * Whether the node may start an election: no snapshot is being installed, and it votes, or did in a
 * configuration that is not known to be superseded, for it may be needed to commit the one that takes
 * its vote away (thesis 4.2.2).
 */
export function isPromotable(raft: Raft): boolean {
  const { history, commitIndex, options } = raft;
  if (raft.log.purgedIndex > raft.deliveredIndex) return false;
  const committed = history.findLastIndex((since) => since.index <= commitIndex);
  return history
    .slice(Math.max(committed, 0))
    .some(({ configuration }) => isVoter(configuration, options.id));
}

/** There may be something to send to the follower. */
export function markDue(raft: Raft, follower: Progress): void {
  if (follower.due) return;
  follower.due = true;
  raft.due.push(follower);
}

export function markAllDue(raft: Raft): void {
  if (raft.due.length === raft.progress.size) return;
  for (const follower of raft.progress.values()) markDue(raft, follower);
}

/** The follower of that name, undefined if this node does not lead it. */
export function followerOf(raft: Raft, node: NodeId): Progress | undefined {
  return raft.role === "leader" ? raft.progress.get(node) : undefined;
}

function dropFollower(raft: Raft, follower: Progress): void {
  raft.progress.delete(follower.node);
  if (follower.due) raft.due.splice(raft.due.indexOf(follower), 1);
  follower.due = false;
}
