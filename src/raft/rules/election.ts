/**
 * Elections (Raft paper 5.2, 5.4.1), each behind a pre-vote (thesis 9.6), and what keeps a node that
 * does not hear the leader from disturbing those that do (6, thesis 4.2.3).
 *
 * Invariants:
 * - In a term a node votes once, and its vote is durable before it leaves (3.8).
 * - A node's term grows by its own doing only after a majority said it would vote for it, or the
 *   leader told it to take over.
 * - Votes are granted to any candidate, member or not: the candidate's configuration counts
 *   (thesis 4.1).
 */

import { isVoter, type NodeId, votersOf } from "./configuration.ts";
import { lastIndex, lastTerm } from "./log.ts";
import { isPromotable } from "./members.ts";
import type { Campaign, PreVote, PreVoteReply, Vote, VoteReply } from "./messages.ts";
import { send } from "./outbox.ts";
import { configurationOfNow, observeTime, type Raft } from "./raft.ts";
import {
  becomeCandidate,
  becomeFollower,
  becomeLeader,
  becomePreCandidate,
  castVote,
} from "./roles.ts";

/**
 * The election timer ran out: it counts from `raft.timerMs`, for a time drawn between the election
 * timeout and twice that (5.2), and starts anew. Begins with a pre-vote; does nothing on a leader, on
 * a node that does not vote, and within the election timeout of hearing from a leader.
 */
export function electionTimeout(raft: Raft, nowMs: number): void {
  observeTime(raft, nowMs);
  raft.timerMs = raft.nowMs;
  if (raft.role === "leader" || !isPromotable(raft) || standsByLeader(raft)) return;
  becomePreCandidate(raft);
  askForVotes(raft, (to) => ({ kind: "preVote", term: raft.term + 1, to, ...candidacy(raft) }));
  if (isVoter(configurationOfNow(raft), raft.options.id)) countVote(raft, raft.options.id, true);
}

/** Begins an election without asking first: the pre-vote was won, or the leader wants it so. */
export function startElection(raft: Raft, cause: Campaign): void {
  becomeCandidate(raft);
  askForVotes(raft, (to) => ({ kind: "vote", term: raft.term, to, cause, ...candidacy(raft) }));
}

/**
 * Whether a request for a vote is to be disregarded, term and all, because a leader is there. A leader
 * hears itself; that it hears a majority too, checkQuorum sees to.
 */
export function standsByLeader(raft: Raft): boolean {
  const sinceLeaderMs = raft.role === "leader" ? 0 : raft.nowMs - raft.leaderHeardMs;
  return raft.decisions.standsByLeader(sinceLeaderMs, raft.options.electionTimeoutMs);
}

export function receivePreVote(raft: Raft, message: PreVote): void {
  if (standsByLeader(raft)) return;
  const granted =
    message.term > raft.term &&
    raft.decisions.wouldVote(
      message.lastTerm,
      message.lastIndex,
      lastTerm(raft.log),
      lastIndex(raft.log),
    );
  const term = granted ? message.term : raft.term;
  const from = raft.options.id;
  send(raft, { kind: "preVoteReply", from, to: message.from, term, granted });
}

export function receivePreVoteReply(raft: Raft, message: PreVoteReply): void {
  if (raft.role !== "preCandidate") return;
  if (message.granted && message.term !== raft.term + 1) return;
  countVote(raft, message.from, message.granted);
}

/** RequestVote (figure 2), of this node's term or an earlier one; a later one was entered before. */
export function receiveVote(raft: Raft, message: Vote): void {
  const granted =
    message.term === raft.term &&
    raft.decisions.mayVote(
      raft.votedFor,
      message.from,
      message.lastTerm,
      message.lastIndex,
      lastTerm(raft.log),
      lastIndex(raft.log),
    );
  if (granted) castVote(raft, message.from);
  const { id: from } = raft.options;
  send(raft, { kind: "voteReply", from, to: message.from, term: raft.term, granted });
}

export function receiveVoteReply(raft: Raft, message: VoteReply): void {
  if (raft.role !== "candidate" || message.term !== raft.term) return;
  countVote(raft, message.from, message.granted);
}

/** A node's first answer counts. */
function countVote(raft: Raft, voter: NodeId, granted: boolean): void {
  if (!raft.votes.has(voter)) raft.votes.set(voter, granted);
  const tally = raft.decisions.electionTally(configurationOfNow(raft), (node) =>
    raft.votes.get(node),
  );
  if (tally === "pending") return;
  if (tally === "lost") becomeFollower(raft, raft.term, null);
  else if (raft.role === "preCandidate") startElection(raft, "timeout");
  else becomeLeader(raft);
}

function askForVotes(raft: Raft, request: (to: NodeId) => PreVote | Vote): void {
  for (const node of votersOf(configurationOfNow(raft)))
    if (node !== raft.options.id) send(raft, request(node));
}

function candidacy(raft: Raft): { from: NodeId; lastIndex: number; lastTerm: number } {
  return {
    from: raft.options.id,
    lastIndex: lastIndex(raft.log),
    lastTerm: lastTerm(raft.log),
  };
}
