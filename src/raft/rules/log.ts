/**
 * The log of one node as it stands in memory (Raft paper 5.3). What of it is on disk is another
 * matter: durability.ts.
 *
 * Invariants:
 * - Entries stand at consecutive indexes purgedIndex + 1 .. last; their terms never descend.
 * - Everything up to purgedIndex has been replaced by a snapshot; of it only the term of the last
 *   entry is known (7).
 * - `runs` names the first index of each term that has entries, ascending in both, so that a
 *   conflict is found by terms and not entry by entry.
 * - Appending, reading and dropping cost the same for each entry however long the log is.
 */

import { type Entry, entryBytes } from "./entry.ts";
import { RangeOfStateError } from "./errors.ts";

/** The entries of `term` start at index `first`. */
interface TermRun {
  readonly term: number;
  first: number;
}

export interface Log {
  /** entries[i] has index `offset + i`; those up to purgedIndex wait to be swept out. */
  entries: Entry[];
  offset: number;
  purgedIndex: number;
  purgedTerm: number;
  runs: TermRun[];
}

/** A log that begins after a snapshot of that index and term; 0 and 0 for none. */
export function newLog(purgedIndex = 0, purgedTerm = 0): Log {
  return { entries: [], offset: purgedIndex + 1, purgedIndex, purgedTerm, runs: [] };
}

/** Index of the last entry; that of the snapshot where there is none. */
export function lastIndex(log: Log): number {
  return log.offset + log.entries.length - 1;
}

/** Term of the last entry; that of the snapshot where there is none. */
export function lastTerm(log: Log): number {
  const last = log.entries.length - 1;
  return last < 0 ? log.purgedTerm : (log.entries[last] as Entry).term;
}

/** Term of the entry at the index, undefined where this log cannot know it. */
export function termAt(log: Log, index: number): number | undefined {
  if (index === log.purgedIndex) return log.purgedTerm;
  if (index < log.purgedIndex) return undefined;
  return log.entries[index - log.offset]?.term;
}

/** The entry at the index; undefined if it was purged or is not there yet. */
export function entryAt(log: Log, index: number): Entry | undefined {
  return index <= log.purgedIndex ? undefined : log.entries[index - log.offset];
}

/** Adds an entry. Its index must be the next and its term no lower than the last. */
export function pushEntry(log: Log, entry: Entry): void {
  const term = lastTerm(log);
  if (entry.index !== lastIndex(log) + 1 || entry.term < term)
    throw new RangeOfStateError(
      `entry ${entry.index} of term ${entry.term} cannot follow ` +
        `entry ${lastIndex(log)} of term ${term}`,
    );
  if (entry.term !== term || log.runs.length === 0)
    log.runs.push({ term: entry.term, first: entry.index });
  log.entries.push(entry);
}

/** Drops the entry at the index and all after it (5.3: entries that conflict with the leader's). */
export function truncateFrom(log: Log, index: number): void {
  requireKept(log, index);
  log.entries.length = index - log.offset;
  while (log.runs.length > 0 && (log.runs.at(-1) as TermRun).first >= index) log.runs.pop();
}

/** Forgets everything up to the index, which a snapshot has replaced. */
export function purgeTo(log: Log, index: number): void {
  if (index <= log.purgedIndex) return;
  requireKept(log, index);
  log.purgedTerm = (log.entries[index - log.offset] as Entry).term;
  log.purgedIndex = index;
  let gone = 0;
  while (gone + 1 < log.runs.length && (log.runs[gone + 1] as TermRun).first <= index + 1) gone++;
  if (gone > 0) log.runs.splice(0, gone);
  if (index === lastIndex(log)) log.runs.length = 0;
  else (log.runs[0] as TermRun).first = Math.max((log.runs[0] as TermRun).first, index + 1);
  sweep(log);
}

/** Forgets everything; the log begins anew after a snapshot of that index and term (7). */
export function resetLog(log: Log, purgedIndex: number, purgedTerm: number): void {
  Object.assign(log, newLog(purgedIndex, purgedTerm));
}

/** The entries from `first` to `last`, both included. */
export function entriesBetween(log: Log, first: number, last: number): readonly Entry[] {
  if (first > last) return noEntries;
  requireKept(log, first);
  requireKept(log, last);
  return log.entries.slice(first - log.offset, last - log.offset + 1);
}

/** As many entries from `first` on as keep both limits, but one at least if there is one. */
export function entriesWithin(
  log: Log,
  first: number,
  maxEntries: number,
  maxBytes: number,
): readonly Entry[] {
  const end = Math.min(lastIndex(log), first + maxEntries - 1);
  if (first > end) return noEntries;
  requireKept(log, first);
  let bytes = entryBytes(log.entries[first - log.offset] as Entry);
  let last = first;
  while (last < end) {
    bytes += entryBytes(log.entries[last + 1 - log.offset] as Entry);
    if (bytes > maxBytes) break;
    last++;
  }
  return log.entries.slice(first - log.offset, last - log.offset + 1);
}

export const noEntries: readonly Entry[] = Object.freeze<Entry[]>([]);

/** Whether a log ending so is at least as complete as another (5.4.1). */
export function isUpToDate(
  term: number,
  index: number,
  otherTerm: number,
  otherIndex: number,
): boolean {
  return term > otherTerm || (term === otherTerm && index >= otherIndex);
}

/** A place in the log where two logs may still agree. */
export interface Hint {
  readonly index: number;
  readonly term: number;
}

/**
 * The last place at or before the index whose term is at most `term`. Two logs that differ at the
 * index, one of which has `term` there, can agree at no later place, for terms never descend; so
 * follower and leader skip a term at a time where 5.3 alone would go back entry by entry. Term 0
 * means this log knows nothing of that place.
 */
export function conflictHint(log: Log, index: number, term: number): Hint {
  let at = Math.min(index, lastIndex(log));
  for (let i = runIndexOf(log, at); i >= 0; i--) {
    const run = log.runs[i] as TermRun;
    if (run.term <= term) return { index: at, term: run.term };
    at = run.first - 1;
  }
  return { index: at, term: at === log.purgedIndex ? log.purgedTerm : 0 };
}

/** Which run the entry at the index is in; -1 if it was purged. */
function runIndexOf(log: Log, index: number): number {
  let low = 0;
  let high = log.runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((log.runs[middle] as TermRun).first <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Copies the list only once half of it is purged, so that each entry is moved once at most. */
function sweep(log: Log): void {
  const purged = log.purgedIndex + 1 - log.offset;
  if (purged * 2 < log.entries.length) return;
  log.entries = log.entries.slice(purged);
  log.offset += purged;
}

function requireKept(log: Log, index: number): void {
  if (index > log.purgedIndex && index <= lastIndex(log)) return;
  throw new RangeOfStateError(
    `entry ${index} is not in a log from ${log.purgedIndex + 1} to ${lastIndex(log)}`,
  );
}
