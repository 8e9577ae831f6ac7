/**
 * What a node needs of stable storage (Raft paper figure 2, thesis 3.8): a log that grows and is cut,
 * the term and vote, and one snapshot. How the bytes lie is for each storage to say.
 *
 * Invariants that every storage keeps:
 * - When the promise of `write`, `saveSnapshot` or `purge` has resolved, what it asked for outlives a
 *   crash. What had not resolved may outlive it or not, but whole writes and in order: never a later
 *   write without the earlier ones, never half a snapshot.
 * - The snapshot never goes back: one that ends before the present one is not stored.
 * - The log reaches back to the snapshot or further.
 */

import type { Chunk, Recovered, SnapshotDescription, Write } from "../rules/index.ts";

/** A snapshot, whole. */
export interface StoredSnapshot {
  /** Which state it holds. */
  readonly description: SnapshotDescription;
  /** The state machine's own bytes. */
  readonly state: Uint8Array;
}

/**
 * Opened by `load`, then used by one node until `close`. `write` and `purge` come one at a time: the
 * next when the one before has settled. The others may come at any time, beside them.
 *
 * Any of these may reject with an error of the storage; the node then stops. It does not ask again: a
 * failed sync leaves unknown what the disk has.
 */
export interface Storage {
  /** What a life before left, `nothingRecovered` at first. */
  load(): Promise<Recovered>;

  /**
   * Carries out writes in order, as `Write` says, and resolves when all are durable; one sync may
   * serve them all. A chunk that is `done` puts its snapshot in place of log and snapshot, in one step.
   * Their bytes do not change afterwards and need not be copied.
   */
  write(writes: readonly Write[]): Promise<void>;

  /** Puts a snapshot that the node took itself in place of an older one. Leaves the log as it is. */
  saveSnapshot(description: SnapshotDescription, state: Uint8Array): Promise<void>;

  /** The latest durable snapshot with its state, null if there is none. */
  readSnapshot(): Promise<StoredSnapshot | null>;

  /** At most `maxBytes` of the latest durable snapshot from `offset`; null if there is no snapshot. */
  readChunk(offset: number, maxBytes: number): Promise<Chunk | null>;

  /** Entries up to the index, which a durable snapshot holds, may go; how many do is up to storage. */
  purge(index: number): Promise<void>;

  /** Lets go of files and the like. Waits for what is under way; nothing is called afterwards. */
  close(): Promise<void>;
}
