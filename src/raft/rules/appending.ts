/**
 * What a follower does with appends and heartbeats (AppendEntries of figure 2, Raft paper 5.3).
 *
 * Invariants:
 * - Entries are added only where the one before them agrees in index and term (log matching).
 * - What is dropped conflicts with the leader's log and is not committed; a suffix that agrees stays,
 *   for the append may be an old one.
 * - The answer leaves when the disk has the entries, and never before (3.8).
 */

import { commitTo } from "./commit.ts";
import { decodeConfiguration } from "./configuration.ts";
import { cutDurability } from "./durability.ts";
import type { Entry } from "./entry.ts";
import { BrokenSafetyError, MessageError } from "./errors.ts";
import { conflictHint, lastIndex, pushEntry, termAt, truncateFrom } from "./log.ts";
import { adoptConfiguration, dropConfigurations } from "./members.ts";
import type { Append, Heartbeat } from "./messages.ts";
import { send } from "./outbox.ts";
import type { Raft } from "./raft.ts";
import { hearLeader } from "./roles.ts";

export function receiveAppend(raft: Raft, message: Append): void {
  const { prevIndex, prevTerm, entries } = message;
  hearLeader(raft, message.from);
  const ownTerm = termAt(raft.log, prevIndex);
  if (ownTerm !== prevTerm && prevIndex >= raft.log.purgedIndex) {
    if (prevIndex <= raft.commitIndex) refuseToReplace(raft, prevIndex);
    reject(raft, message);
    return;
  }
  if (prevIndex + entries.length <= raft.commitIndex) {
    accept(raft, message, raft.commitIndex);
    return;
  }
  const start = firstNew(raft, entries);
  for (let i = start; i < entries.length; i++) addEntry(raft, entries[i] as Entry);
  const matchIndex = prevIndex + entries.length;
  commitTo(raft, Math.min(message.commit, matchIndex));
  accept(raft, message, matchIndex);
}

/**
 * Throws BrokenSafetyError if the leader knows this node to have stored what it does not have: its
 * disk has lost entries, and with them the cluster may have lost committed ones.
 */
export function receiveHeartbeat(raft: Raft, message: Heartbeat): void {
  const { id: from } = raft.options;
  if (message.commit > lastIndex(raft.log))
    throw new BrokenSafetyError(
      `node ${from} acknowledged entry ${message.commit} once and its log ends at ` +
        `${lastIndex(raft.log)}: its disk has lost entries`,
    );
  hearLeader(raft, message.from);
  commitTo(raft, message.commit);
  const { round, sentMs } = message;
  send(raft, { kind: "heartbeatReply", from, to: message.from, term: raft.term, round, sentMs });
}

/** Where the first entry stands that this log lacks; what conflicts with it is dropped. */
function firstNew(raft: Raft, entries: readonly Entry[]): number {
  const { log } = raft;
  const last = lastIndex(log);
  for (let i = 0; i < entries.length; i++) {
    const { index, term } = entries[i] as Entry;
    if (index > last) return i;
    const ownTerm = termAt(log, index);
    // What was purged is committed, so any leader's log has it too (leader completeness).
    if (ownTerm === undefined || !raft.decisions.conflicts(ownTerm, term)) continue;
    dropFrom(raft, index);
    return i;
  }
  return entries.length;
}

function dropFrom(raft: Raft, index: number): void {
  if (index <= raft.commitIndex) refuseToReplace(raft, index);
  truncateFrom(raft.log, index);
  cutDurability(raft.durability, index);
  dropConfigurations(raft, index);
}

function refuseToReplace(raft: Raft, index: number): never {
  throw new BrokenSafetyError(
    `the leader of term ${raft.term} has another entry ${index} than this node, ` +
      `where everything up to ${raft.commitIndex} is committed`,
  );
}

function addEntry(raft: Raft, entry: Entry): void {
  pushEntry(raft.log, entry);
  if (entry.kind === "configuration")
    adoptConfiguration(raft, entry.index, decodeConfiguration(entry.data));
}

function accept(raft: Raft, message: Append, matchIndex: number): void {
  const { id: from } = raft.options;
  send(raft, { kind: "appendAccepted", from, to: message.from, term: raft.term, matchIndex });
}

function reject(raft: Raft, { from: to, prevIndex, prevTerm }: Append): void {
  const hint = conflictHint(raft.log, prevIndex, prevTerm);
  send(raft, {
    kind: "appendRejected",
    from: raft.options.id,
    to,
    term: raft.term,
    prevIndex,
    hintIndex: hint.index,
    hintTerm: hint.term,
  });
}

/**
 * Throws MessageError or ConfigurationError unless the entries are as a correct leader sends them:
 * consecutive, of terms that do not descend, with a configuration where one is due.
 */
export function checkEntries(message: Append): void {
  let index = message.prevIndex;
  let term = message.prevTerm;
  for (const entry of message.entries) {
    index++;
    if (entry.index !== index || entry.term < term || entry.term > message.term)
      throw new MessageError(
        `node ${message.from} sent entry ${entry.index} of term ${entry.term} in term ` +
          `${message.term} after entry ${index - 1} of term ${term}`,
      );
    term = entry.term;
    if (entry.kind === "configuration") decodeConfiguration(entry.data);
  }
}
