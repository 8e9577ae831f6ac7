/**
 * A node at its start, from what its disk holds: nothing at first, later what a life before left
 * (thesis 3.8). It begins as a follower; commit index and state machine begin at the snapshot and
 * catch up as the leader says what is committed.
 */

import { decodeConfiguration } from "./configuration.ts";
import { type Decisions, decisions as soundDecisions } from "./decisions.ts";
import { type HardState, newDurability } from "./durability.ts";
import type { Entry } from "./entry.ts";
import { RangeOfStateError } from "./errors.ts";
import type { History } from "./history.ts";
import { type Log, lastIndex, newLog, pushEntry, termAt } from "./log.ts";
import type { SnapshotDescription } from "./messages.ts";
import { type CheckedOptions, checkOptions, type RaftOptions } from "./options.ts";
import type { Raft } from "./raft.ts";

/** What storage found; the state machine is as of the snapshot, or new without one. */
export interface Recovered {
  readonly hardState: HardState;
  readonly snapshot: SnapshotDescription | null;
  /** The disk's log: consecutive, and reaching back to the snapshot or further. */
  readonly entries: readonly Entry[];
}

/** What the disk of a new node holds. */
export const nothingRecovered: Recovered = {
  hardState: { term: 0, votedFor: null },
  snapshot: null,
  entries: [],
};

/**
 * A node as of `nowMs`, which is on a clock that never goes back. Throws OptionError,
 * ConfigurationError, or RangeOfStateError if what was recovered does not fit together.
 *
 * `decisions` are those of Raft; others make a node that is wrong, for checkers to prove themselves.
 */
export function startRaft(
  options: RaftOptions,
  recovered: Recovered,
  nowMs: number,
  decisions: Decisions = soundDecisions,
): Raft {
  const checked = checkOptions(options);
  const { hardState, snapshot } = recovered;
  if (!Number.isFinite(nowMs)) throw new RangeOfStateError(`${nowMs} is no time in milliseconds`);
  if (!Number.isSafeInteger(hardState.term) || hardState.term < 0)
    throw new RangeOfStateError(`recovered term ${hardState.term} is none`);
  const log = recoverLog(recovered);
  const history = recoverHistory(checked, recovered, log);
  const snapshotIndex = snapshot?.index ?? 0;
  const raft: Raft = {
    options: checked,
    decisions,
    term: hardState.term,
    votedFor: hardState.votedFor,
    log,
    history,
    durability: newDurability(lastIndex(log)),
    role: "follower",
    leader: null,
    commitIndex: snapshotIndex,
    deliveredIndex: snapshotIndex,
    appliedIndex: snapshotIndex,
    snapshot,
    nowMs,
    timerMs: nowMs,
    // A life before may have answered a leader just now, and with that upheld its lease: this one
    // stands by it as that one would have (6.4.1).
    leaderHeardMs: hardState.term > 0 ? nowMs : Number.NEGATIVE_INFINITY,
    installing: null,
    forwardedReads: new Set(),
    votes: new Map(),
    progress: new Map(),
    due: [],
    uncommittedBytes: 0,
    round: 0,
    readRounds: [],
    waitingReads: [],
    transfer: null,
    leaseGivenUp: false,
    outbox: [],
    readyReads: [],
    abandonedReads: [],
    chunkRequests: [],
    restore: null,
    roleChanged: false,
    matchOf: (node) =>
      node === checked.id
        ? raft.durability.stableIndex
        : (raft.progress.get(node)?.matchIndex ?? 0),
  };
  return raft;
}

/** The log from the disk; where it ends before the snapshot, the snapshot alone. */
function recoverLog({ snapshot, entries, hardState }: Recovered): Log {
  const snapshotIndex = snapshot?.index ?? 0;
  const snapshotTerm = snapshot?.term ?? 0;
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined || last.index < snapshotIndex)
    return newLog(snapshotIndex, snapshotTerm);
  if (first.index > snapshotIndex + 1)
    throw new RangeOfStateError(
      `the recovered log begins at ${first.index}, and the snapshot ends at ${snapshotIndex}`,
    );
  // Of what lies before the first entry not even the term is known, unless the snapshot tells it. Then
  // the entry itself becomes the end of what is purged.
  const isBase = first.index <= snapshotIndex && first.index > 1;
  const log = isBase
    ? newLog(first.index, first.term)
    : first.index === 1
      ? newLog()
      : newLog(snapshotIndex, snapshotTerm);
  for (const entry of isBase ? entries.slice(1) : entries) pushEntry(log, entry);
  if (termAt(log, snapshotIndex) !== snapshotTerm || last.term > hardState.term)
    throw new RangeOfStateError(
      `the recovered log has term ${termAt(log, snapshotIndex)} at ${snapshotIndex} and ends with ` +
        `term ${last.term}; the snapshot has ${snapshotTerm} there and the term is ${hardState.term}`,
    );
  return log;
}

function recoverHistory(
  options: CheckedOptions,
  { snapshot, entries }: Recovered,
  log: Log,
): History {
  const history: History = [
    snapshot === null
      ? { index: 0, configuration: options.bootstrap }
      : { index: snapshot.configurationIndex, configuration: snapshot.configuration },
  ];
  const from = snapshot?.index ?? 0;
  for (const { index, kind, data } of entries)
    if (kind === "configuration" && index > from && index <= lastIndex(log))
      history.push({ index, configuration: decodeConfiguration(data) });
  return history;
}
