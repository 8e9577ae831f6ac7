/**
 * What of a node's state is on disk, and what waits for it to be (Raft paper figure 2: "updated on
 * stable storage before responding to RPCs"; thesis 3.8, 10.2.1).
 *
 * State becomes durable by numbered writes, carried out in order and acknowledged by number; several
 * may be under way. A number and not an index is what is acknowledged: entries 5 to 7 may be written,
 * replaced and written again, and only the number tells which of them the disk has.
 *
 * Invariants:
 * - writesPersisted <= writesIssued. A write holds everything that changed since the one before.
 * - stableIndex <= handedIndex <= the log's last index, but while a snapshot is being installed.
 * - The disk has the log up to stableIndex as it is in memory. A truncation lowers it, and caps what
 *   the writes under way will add to it.
 * - `held` ascends by afterWrite: messages leave in the order in which they were meant.
 */

import type { Entry } from "./entry.ts";
import type { Message, SnapshotChunk, SnapshotDescription } from "./messages.ts";

/** The persistent state of figure 2 beside the log. */
export interface HardState {
  readonly term: number;
  readonly votedFor: number | null;
}

/**
 * What storage must make durable: hard state, pieces of a snapshot, entries, in that order, and whole
 * writes in the order of their numbers; several may share one sync. When all of it is on disk,
 * `persisted` is called with the number; one call may acknowledge several writes.
 */
export interface Write {
  readonly number: number;
  /** The term and vote to keep from now on; null if they are as before. */
  readonly hardState: HardState | null;
  /**
   * Pieces of a snapshot from the leader. One with offset 0 begins anew and drops what came of any
   * other. One that is `done` completes the snapshot: it replaces the whole log and any older
   * snapshot, in one step that a crash does not split.
   */
  readonly chunks: readonly SnapshotChunk[];
  /**
   * Consecutive entries. What the disk has from the first one's index on is dropped before. If they
   * begin past the end of the disk's log, a snapshot holds all between and before: that log is dropped.
   */
  readonly entries: readonly Entry[];
}

interface PendingWrite {
  readonly number: number;
  /** The log is durable up to here once the write is. */
  stableIndex: number;
  /** The snapshot that the write completes. */
  readonly installs: SnapshotDescription | null;
}

interface HeldMessage {
  readonly afterWrite: number;
  readonly message: Message;
}

export interface Durability {
  stableIndex: number;
  handedIndex: number;
  writesIssued: number;
  writesPersisted: number;
  hardStateChanged: boolean;
  chunks: SnapshotChunk[];
  installs: SnapshotDescription | null;
  pending: PendingWrite[];
  held: HeldMessage[];
}

/** All of a log up to the index is on disk, as after a start. */
export function newDurability(lastIndex: number): Durability {
  return {
    stableIndex: lastIndex,
    handedIndex: lastIndex,
    writesIssued: 0,
    writesPersisted: 0,
    hardStateChanged: false,
    chunks: [],
    installs: null,
    pending: [],
    held: [],
  };
}

/** Whether something has changed that no write holds yet. */
export function isUnwritten(durability: Durability, lastIndex: number): boolean {
  return (
    durability.hardStateChanged ||
    durability.handedIndex < lastIndex ||
    durability.chunks.length > 0
  );
}

/** The number of the write after which everything as it is now is durable. */
export function writeOfNow(durability: Durability, lastIndex: number): number {
  return durability.writesIssued + (isUnwritten(durability, lastIndex) ? 1 : 0);
}

/** The log was cut: whatever the disk has or will have from the index on is not the log's. */
export function cutDurability(durability: Durability, index: number): void {
  const kept = index - 1;
  durability.stableIndex = Math.min(durability.stableIndex, kept);
  durability.handedIndex = Math.min(durability.handedIndex, kept);
  for (const write of durability.pending) write.stableIndex = Math.min(write.stableIndex, kept);
}

/** The log was replaced by a snapshot: it is durable again once the next write is. */
export function replaceDurability(durability: Durability, snapshot: SnapshotDescription): void {
  cutDurability(durability, 1);
  durability.handedIndex = snapshot.index;
  durability.installs = snapshot;
}

/** Takes note that everything up to the log's last index is in a write now; gives its number. */
export function issueWrite(durability: Durability, lastIndex: number): number {
  const number = ++durability.writesIssued;
  durability.pending.push({ number, stableIndex: lastIndex, installs: durability.installs });
  durability.handedIndex = lastIndex;
  durability.hardStateChanged = false;
  durability.installs = null;
  if (durability.chunks.length > 0) durability.chunks = [];
  return number;
}

/** All writes up to the number are on disk; gives the snapshot they completed last, if any. */
export function settleWrites(durability: Durability, number: number): SnapshotDescription | null {
  durability.writesPersisted = number;
  let installed: SnapshotDescription | null = null;
  let settled = 0;
  for (const write of durability.pending) {
    if (write.number > number) break;
    settled++;
    durability.stableIndex = Math.max(durability.stableIndex, write.stableIndex);
    installed = write.installs ?? installed;
  }
  durability.pending.splice(0, settled);
  return installed;
}

/** The messages whose write is on disk, in order. */
export function releaseHeld(durability: Durability): readonly Message[] {
  const { held, writesPersisted } = durability;
  let free = 0;
  while (free < held.length && (held[free] as HeldMessage).afterWrite <= writesPersisted) free++;
  if (free === 0) return noMessages;
  return held.splice(0, free).map(({ message }) => message);
}

const noMessages: readonly Message[] = Object.freeze<Message[]>([]);
