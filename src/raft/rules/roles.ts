/**
 * The one place where a node changes role or term (Raft paper 5.1, figure 4).
 *
 * Invariants:
 * - The term never descends; a new term starts without a vote, and both are durable before anyone
 *   hears of them.
 * - A leader becomes a follower only; whoever becomes leader was a candidate in that term.
 * - What belongs to a role goes with it: votes, followers, reads that wait, a transfer under way.
 */

import { isVoter } from "./configuration.ts";
import { entryBytes, noData } from "./entry.ts";
import { BrokenSafetyError } from "./errors.ts";
import { entriesBetween, lastIndex } from "./log.ts";
import { markAllDue, trackMembers } from "./members.ts";
import { send } from "./outbox.ts";
import { appendOwn } from "./own-log.ts";
import { configurationOfNow, type Raft, type Role } from "./raft.ts";

/** Follows `leader`, or nobody yet, in a term that is this node's or a later one. */
export function becomeFollower(raft: Raft, term: number, leader: number | null): void {
  if (term < raft.term)
    throw new BrokenSafetyError(`node ${raft.options.id} would go back to term ${term}`);
  if (raft.role === "leader") raft.timerMs = raft.nowMs;
  leaveRole(raft);
  if (term > raft.term) enterTerm(raft, term, null);
  enterRole(raft, "follower", leader);
}

/** Asks whether an election could be won, in the same term and without a vote (thesis 9.6). */
export function becomePreCandidate(raft: Raft): void {
  forbidFrom(raft, "leader", "preCandidate");
  leaveRole(raft);
  enterRole(raft, "preCandidate", null);
}

/**
 * Starts an election: a new term, a vote for itself, a new timer (5.2). A node that does not vote in
 * its own configuration does not count its vote either (thesis 4.2.2).
 */
export function becomeCandidate(raft: Raft): void {
  const { id } = raft.options;
  forbidFrom(raft, "leader", "candidate");
  leaveRole(raft);
  enterTerm(raft, raft.term + 1, id);
  enterRole(raft, "candidate", null);
  raft.timerMs = raft.nowMs;
  if (isVoter(configurationOfNow(raft), id))
    send(raft, { kind: "voteReply", from: id, to: id, term: raft.term, granted: true });
}

/**
 * Leads the term it won. A blank entry of that term goes out at once: it tells everyone who leads, and
 * once committed it commits all before it (5.2, 5.4.2, 8).
 */
export function becomeLeader(raft: Raft): void {
  forbidFrom(raft, "follower", "leader");
  forbidFrom(raft, "preCandidate", "leader");
  leaveRole(raft);
  enterRole(raft, "leader", raft.options.id);
  for (const entry of entriesBetween(raft.log, raft.commitIndex + 1, lastIndex(raft.log)))
    raft.uncommittedBytes += entryBytes(entry);
  trackMembers(raft);
  appendOwn(raft, "noop", noData);
  markAllDue(raft);
}

/** Gives the candidate this term's vote; the timer starts anew (figure 2). */
export function castVote(raft: Raft, candidate: number): void {
  if (raft.votedFor !== candidate) raft.durability.hardStateChanged = true;
  raft.votedFor = candidate;
  raft.timerMs = raft.nowMs;
}

/**
 * A message of this term's leader has come: a follower's timer starts anew, anyone else becomes a
 * follower (5.2). Throws BrokenSafetyError if this term has another leader.
 */
export function hearLeader(raft: Raft, leader: number): void {
  if (raft.leader !== leader || raft.role !== "follower") {
    if (raft.leader !== null && raft.leader !== leader)
      throw new BrokenSafetyError(
        `nodes ${raft.leader} and ${leader} both lead term ${raft.term}; ` +
          "two clusters share names, or a node lost its vote",
      );
    becomeFollower(raft, raft.term, leader);
  }
  raft.timerMs = raft.nowMs;
  raft.leaderHeardMs = raft.nowMs;
}

function enterTerm(raft: Raft, term: number, votedFor: number | null): void {
  raft.term = term;
  raft.votedFor = votedFor;
  raft.durability.hardStateChanged = true;
}

function enterRole(raft: Raft, role: Role, leader: number | null): void {
  raft.role = role;
  raft.leader = leader;
  raft.roleChanged = true;
}

function leaveRole(raft: Raft): void {
  raft.votes.clear();
  raft.progress.clear();
  raft.due.length = 0;
  raft.uncommittedBytes = 0;
  raft.transfer = null;
  raft.leaseGivenUp = false;
  abandonReads(raft);
}

/** Nobody will answer the reads of this role any more; followers' time out where they are. */
function abandonReads(raft: Raft): void {
  for (const { reads } of raft.readRounds)
    for (const { from, id } of reads) if (from === null) raft.abandonedReads.push(id);
  for (const { from, id } of raft.waitingReads) if (from === null) raft.abandonedReads.push(id);
  for (const id of raft.forwardedReads) raft.abandonedReads.push(id);
  raft.readRounds.length = 0;
  raft.waitingReads = [];
  raft.forwardedReads.clear();
}

function forbidFrom(raft: Raft, role: Role, next: Role): void {
  if (raft.role !== role) return;
  throw new BrokenSafetyError(`node ${raft.options.id}, a ${role}, would become ${next}`);
}
