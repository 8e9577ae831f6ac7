/**
 * An entry of the replicated log (Raft paper 5.3, figure 6): a command for the state machine, marked
 * with the term in which a leader received it, at its place in the log.
 *
 * Invariants:
 * - An entry is never changed once made; the nodes of one process may share it.
 * - index and term name its content: two entries of the same index and term are the same (5.3).
 */

/**
 * What the entry is for: a command of a client, the blank one with which each leader begins its term
 * (Raft paper 8), or a configuration of the cluster (6).
 */
export type EntryKind = "command" | "noop" | "configuration";

export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly kind: EntryKind;
  /** The command's own bytes, those of `encodeConfiguration`, or none. Not read otherwise. */
  readonly data: Uint8Array;
}

/** The data of an entry that says nothing. */
export const noData: Uint8Array = new Uint8Array(0);

/** What an entry is taken to weigh beside its data wherever bytes are limited. */
const overheadBytes = 32;

/** The weight of an entry in all limits on bytes. */
export function entryBytes(entry: Entry): number {
  return entry.data.length + overheadBytes;
}
