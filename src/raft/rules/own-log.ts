/**
 * How a leader adds to its own log (Raft paper 5.3). It only ever appends (leader append-only): the
 * entry gets the next index and the leader's term, and counts for this node once its disk has it.
 */

import { type Configuration, encodeConfiguration } from "./configuration.ts";
import { type EntryKind, entryBytes } from "./entry.ts";
import { lastIndex, pushEntry } from "./log.ts";
import { adoptConfiguration, markAllDue } from "./members.ts";
import type { Raft } from "./raft.ts";

/** Appends an entry and gives its index. */
export function appendOwn(raft: Raft, kind: EntryKind, data: Uint8Array): number {
  const entry = { index: lastIndex(raft.log) + 1, term: raft.term, kind, data };
  pushEntry(raft.log, entry);
  raft.uncommittedBytes += entryBytes(entry);
  markAllDue(raft);
  return entry.index;
}

/** Appends a configuration, which is in force from then on, and gives its index. */
export function appendConfiguration(raft: Raft, configuration: Configuration): number {
  const index = appendOwn(raft, "configuration", encodeConfiguration(configuration));
  adoptConfiguration(raft, index, configuration);
  return index;
}
