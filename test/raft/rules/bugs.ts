// Bugs that a Raft may have, each planted into nodes that are sound otherwise: a decision that decides
// wrongly, or a disk that does not keep what it was given.

import { decisions, majorityTally, majorityValue } from "../../../src/raft/rules/index.ts";
import { isUpToDate } from "../../../src/raft/rules/log.ts";
import type { Mood } from "./chaos.ts";
import type { Faults } from "./cluster.ts";

export interface Bug {
  readonly name: string;
  readonly faults: Faults;
  /** In which it shows; any, if none is named. */
  readonly mood?: Mood;
  /** Within how many seeds it is caught. */
  readonly seeds: number;
}

/** What some bugs need more of than chance brings. */
export const moods = {
  /** Leaders come and go before they have replicated much, entry by entry. */
  shortReigns: {
    voters: 3,
    spares: 0,
    weights: {
      deliver: 400,
      time: 20,
      work: 200,
      propose: 60,
      read: 0,
      lose: 20,
      repeat: 0,
      snapshot: 0,
      crash: 25,
      restart: 25,
      partition: 6,
      heal: 6,
      transfer: 0,
    },
    limits: { maxAppendEntries: 1 },
  },
  /** Members change all the time while the network falls apart. */
  restlessMembers: {
    voters: 3,
    spares: 3,
    weights: {
      deliver: 400,
      time: 20,
      work: 200,
      propose: 30,
      read: 0,
      lose: 5,
      repeat: 0,
      snapshot: 0,
      crash: 4,
      restart: 20,
      partition: 10,
      heal: 10,
      transfer: 0,
      change: 30,
    },
  },
} as const satisfies Record<string, Mood>;

export const bugs: readonly Bug[] = [
  {
    name: "votes for a candidate with a shorter log (5.4.1)",
    faults: {
      decisions: {
        mayVote: (votedFor, candidate) => votedFor === null || votedFor === candidate,
        wouldVote: () => true,
      },
    },
    seeds: 50,
  },
  {
    name: "votes twice in a term (5.2)",
    faults: { decisions: { mayVote: (_vote, _candidate, ...logs) => isUpToDate(...logs) } },
    seeds: 50,
  },
  {
    name: "forgets its vote in a restart (3.8)",
    faults: {
      spoilDisk: (disk) => {
        disk.hardState = { ...disk.hardState, votedFor: null };
      },
    },
    seeds: 500,
  },
  {
    name: "lets a vote out before the disk has it (3.8)",
    faults: {
      decisions: {
        waitsForDisk: (message) => message.kind !== "voteReply" && decisions.waitsForDisk(message),
      },
    },
    seeds: 5,
  },
  {
    name: "acknowledges an append before the disk has it (figure 2)",
    faults: {
      decisions: {
        waitsForDisk: (message) =>
          message.kind !== "appendAccepted" && decisions.waitsForDisk(message),
      },
    },
    seeds: 5,
  },
  {
    name: "loses the last entry in a restart (figure 2)",
    faults: {
      spoilDisk: (disk) => {
        disk.entries.pop();
      },
    },
    seeds: 50,
  },
  {
    name: "commits an entry of an old term by counting (5.4.2, figure 8)",
    faults: { decisions: { mayCommit: (entryTerm) => entryTerm !== undefined } },
    mood: moods.shortReigns,
    seeds: 1000,
  },
  {
    name: "commits what half of the voters have (5.3)",
    faults: {
      decisions: {
        agreedValue: ({ voters }, valueOf) =>
          voters.map(valueOf).sort((one, other) => other - one)[
            Math.max(0, Math.floor(voters.length / 2) - 1)
          ] as number,
      },
    },
    seeds: 50,
  },
  {
    name: "truncates a suffix that agrees (5.3)",
    faults: { decisions: { conflicts: () => true } },
    seeds: 500,
  },
  {
    name: "keeps a suffix that conflicts (5.3)",
    faults: { decisions: { conflicts: () => false } },
    seeds: 50,
  },
  {
    name: "lets a node that was away disturb the leader (4.2.3)",
    faults: { decisions: { standsByLeader: () => false } },
    seeds: 50,
  },
  {
    name: "answers reads without a quorum (6.4)",
    faults: { decisions: { confirmedRound: () => Number.POSITIVE_INFINITY } },
    seeds: 500,
  },
  {
    name: "trusts its lease for too long (6.4.1)",
    faults: { decisions: { leaseEndMs: (sentMs, timeoutMs) => sentMs + 10 * timeoutMs } },
    seeds: 500,
  },
  {
    name: "installs a snapshot that is older than what it has (7)",
    faults: { decisions: { snapshotAdvances: () => true } },
    seeds: 500,
  },
  {
    name: "commits by the incoming half alone during joint consensus (6)",
    faults: {
      decisions: { agreedValue: ({ voters }, valueOf) => majorityValue(voters, valueOf) },
    },
    mood: moods.restlessMembers,
    seeds: 1000,
  },
  {
    name: "elects by the incoming half alone during joint consensus (6)",
    faults: {
      decisions: { electionTally: ({ voters }, voteOf) => majorityTally(voters, voteOf) },
    },
    mood: moods.restlessMembers,
    seeds: 1000,
  },
  {
    name: "begins a change of membership before the last is committed (4.1)",
    faults: { decisions: { mayChangeMembership: () => true } },
    mood: moods.restlessMembers,
    seeds: 1000,
  },
];
