/**
 * Every decision on which Raft's safety rests, each as a function of plain data that names the
 * section it comes from. The rest of the rules carries out what these decide, and asks them and
 * nobody else; so one screen shows what must be right, and a checker can be shown a node that decides
 * one of them wrongly.
 */

import type { Configuration, NodeId } from "./configuration.ts";
import { isUpToDate } from "./log.ts";
import type { Message } from "./messages.ts";
import { jointTally, jointValue, type Tally } from "./quorum.ts";

/** What a change of membership hangs on; see mayChangeMembership. */
export interface ChangeSituation {
  readonly commitIndex: number;
  readonly configurationIndex: number;
  /** Term of the entry at commitIndex. */
  readonly commitTerm: number;
  readonly currentTerm: number;
}

export interface Decisions {
  /** 5.2, 5.4.1: one vote a term, first come, and only for a log as complete as one's own. */
  mayVote(
    votedFor: NodeId | null,
    candidate: NodeId,
    candidateLastTerm: number,
    candidateLastIndex: number,
    lastTerm: number,
    lastIndex: number,
  ): boolean;
  /** 9.6: a pre-vote binds nobody, but asks the same of the candidate's log. */
  wouldVote(
    candidateLastTerm: number,
    candidateLastIndex: number,
    lastTerm: number,
    lastIndex: number,
  ): boolean;
  /** 4.2.3: a leader was heard within the minimum election timeout, so no vote and no new term. */
  standsByLeader(sinceLeaderMs: number, electionTimeoutMs: number): boolean;
  /** 5.2, 6: an election needs a majority, of each half while joint. */
  electionTally(
    configuration: Configuration,
    voteOf: (voter: NodeId) => boolean | undefined,
  ): Tally;
  /** 5.3: an entry of the same index and another term conflicts, and goes with all that follow. */
  conflicts(ownTerm: number, leaderTerm: number): boolean;
  /** 5.3, 6: what a majority has reached, of each half while joint. */
  agreedValue(configuration: Configuration, valueOf: (voter: NodeId) => number): number;
  /** 5.4.2: only entries of the leader's own term are committed by counting (figure 8). */
  mayCommit(entryTerm: number | undefined, currentTerm: number): boolean;
  /** Figure 2, 3.8: which messages wait until the disk has all that they speak for. */
  waitsForDisk(message: Message): boolean;
  /** 4.1: one change at a time, and none before the leader's term has committed something. */
  mayChangeMembership(situation: ChangeSituation): boolean;
  /** 6.4: the last heartbeat round that confirms the leader to be the leader still. */
  confirmedRound(configuration: Configuration, roundOf: (voter: NodeId) => number): number;
  /** 6.4.1: until when no other leader can have come up, by heartbeats sent at `agreedSentMs`. */
  leaseEndMs(agreedSentMs: number, electionTimeoutMs: number, clockDriftBound: number): number;
  /** 7: only a snapshot that reaches past what is committed here says anything new. */
  snapshotAdvances(snapshotIndex: number, commitIndex: number): boolean;
}

export const decisions: Decisions = {
  mayVote(votedFor, candidate, candidateLastTerm, candidateLastIndex, lastTerm, lastIndex) {
    if (votedFor !== null && votedFor !== candidate) return false;
    return isUpToDate(candidateLastTerm, candidateLastIndex, lastTerm, lastIndex);
  },

  wouldVote: isUpToDate,

  standsByLeader(sinceLeaderMs, electionTimeoutMs) {
    return sinceLeaderMs < electionTimeoutMs;
  },

  electionTally(configuration, voteOf) {
    return jointTally(configuration.voters, configuration.outgoing, voteOf);
  },

  conflicts(ownTerm, leaderTerm) {
    return ownTerm !== leaderTerm;
  },

  agreedValue(configuration, valueOf) {
    return jointValue(configuration.voters, configuration.outgoing, valueOf);
  },

  mayCommit(entryTerm, currentTerm) {
    return entryTerm === currentTerm;
  },

  // A vote that is asked for waits too: it names a log that the candidate must not lose in a crash
  // before the answers come. What binds nobody - pre-votes, answers to heartbeats - does not wait, nor
  // does what a leader replicates: its own disk works beside the network (10.2.1).
  waitsForDisk({ kind }) {
    return (
      kind === "vote" ||
      kind === "voteReply" ||
      kind === "appendAccepted" ||
      kind === "appendRejected" ||
      kind === "chunkAccepted"
    );
  },

  // The second half is not in the thesis: without it two leaders in turn can each commit a change by
  // majorities that share no node (Ongaro, raft-dev, "bug in single-server membership changes").
  mayChangeMembership({ commitIndex, configurationIndex, commitTerm, currentTerm }) {
    return configurationIndex <= commitIndex && commitTerm === currentTerm;
  },

  confirmedRound(configuration, roundOf) {
    return jointValue(configuration.voters, configuration.outgoing, roundOf);
  },

  leaseEndMs(agreedSentMs, electionTimeoutMs, clockDriftBound) {
    return agreedSentMs + electionTimeoutMs / clockDriftBound;
  },

  snapshotAdvances(snapshotIndex, commitIndex) {
    return snapshotIndex > commitIndex;
  },
};
