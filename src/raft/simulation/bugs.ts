/**
 * Bugs that a Raft may have, each planted into clusters that are sound otherwise: a decision that decides
 * wrongly, or a disk that does not keep what it was given. Whoever finds nothing in a sound cluster finds
 * these; without that, finding nothing would say nothing.
 *
 * Invariant: each is caught in one of the first so many seeds, on either twin.
 */

import {
  type Decisions,
  decisions,
  type HardState,
  majorityTally,
  majorityValue,
} from "../rules/index.ts";
import { isUpToDate } from "../rules/log.ts";
import type { MemoryDisk } from "../storage/memory.ts";
import { soundNetwork } from "../transport/memory.ts";
import { runSeed, SeedFailedError } from "./campaign.ts";
import type { Mood } from "./mood.ts";
import type { OrdealOptions } from "./ordeal.ts";

export interface Bug {
  readonly name: string;
  readonly decisions?: Partial<Decisions>;
  readonly spoilDisk?: (disk: MemoryDisk) => void;
  /** In which it shows, where chance alone brings too little of that. */
  readonly alter?: (mood: Mood) => Mood;
  /** Within how many seeds it is caught. */
  readonly seeds: number;
}

/** No seed gave the bug away. */
export class BugNotCaughtError extends Error {
  override readonly name = "BugNotCaughtError";

  constructor(bug: Bug) {
    super(`a node that ${bug.name} is not caught within ${bug.seeds} seeds`);
  }
}

/** The first seed, from 1, in which nodes with the bug are caught. Throws BugNotCaughtError. */
export async function findBug(bug: Bug, makeNode: OrdealOptions["makeNode"]): Promise<number> {
  const options: OrdealOptions = {
    makeNode,
    decisions: { ...decisions, ...bug.decisions },
    ...(bug.spoilDisk === undefined ? {} : { spoilDisk: bug.spoilDisk }),
  };
  for (let seed = 1; seed <= bug.seeds; seed++)
    try {
      await runSeed(seed, options, bug.alter);
    } catch (error) {
      if (!(error instanceof SeedFailedError)) throw error;
      return seed;
    }
  throw new BugNotCaughtError(bug);
}

const noDisturbance: Mood["weights"] = {
  crash: 0,
  crashAll: 0,
  reboot: 0,
  strike: 0,
  stop: 0,
  start: 1,
  isolate: 0,
  split: 0,
  deafen: 0,
  cutLink: 0,
  slowLink: 0,
  slowDisk: 0,
  heal: 1,
  change: 0,
  replace: 0,
  transfer: 0,
};

/** Leaders come and go before they have replicated much, entry by entry. */
function shortReigns(mood: Mood): Mood {
  const { cluster, clients } = mood;
  return {
    cluster: {
      ...cluster,
      voters: 5,
      spares: 0,
      electionTimeoutMs: 150,
      heartbeatMs: 30,
      syncMs: [0.1, 5],
      limits: { ...cluster.limits, maxAppendEntries: 1, maxInflightAppends: 1 },
      network: { ...soundNetwork, minDelayMs: 10, maxDelayMs: 20 },
    },
    weights: { ...noDisturbance, strike: 10, heal: 8, start: 4 },
    restMs: [0, 50],
    clients: { ...clients, count: 3, operations: 60, idleMs: 60, patienceMs: 300 },
  };
}

/** Leaders are cut off, or not heard by some, while clients go on to read from them. */
function deposedLeaders(mood: Mood): Mood {
  const network = { ...soundNetwork, minDelayMs: 0.5, maxDelayMs: 5 };
  return {
    cluster: {
      ...mood.cluster,
      voters: 3,
      electionTimeoutMs: 300,
      heartbeatMs: 60,
      syncMs: [0.1, 1],
      network,
    },
    weights: { ...noDisturbance, isolate: 8, deafen: 4, cutLink: 8, heal: 8 },
    restMs: [100, 900],
    clients: {
      count: 4,
      operations: 80,
      keys: ["x"],
      reads: 0.8,
      leases: 0.5,
      patienceMs: 500,
      idleMs: 40,
    },
  };
}

/** Members change all the time while the network falls apart. */
function restlessMembers(mood: Mood): Mood {
  const { cluster, clients } = mood;
  return {
    cluster: {
      ...cluster,
      voters: 3,
      spares: 3,
      electionTimeoutMs: 150,
      heartbeatMs: 30,
      syncMs: [0.1, 5],
      snapshotEveryEntries: 10_000,
      network: { ...soundNetwork, dropRate: 0.02, minDelayMs: 1, maxDelayMs: 15 },
    },
    weights: { ...noDisturbance, change: 3, replace: 12, split: 1, heal: 8 },
    restMs: [20, 600],
    clients: { ...clients, idleMs: 20, patienceMs: 500 },
  };
}

/** Moments without power while votes are on their way. */
function blinks(mood: Mood): Mood {
  const { cluster, clients } = mood;
  return {
    cluster: {
      ...cluster,
      voters: 5,
      // Only a disk of whole writes can be spoilt.
      disk: "wholeWrites",
      electionTimeoutMs: 150,
      heartbeatMs: 30,
      syncMs: [0.1, 1],
      network: { ...soundNetwork, reorderRate: 0.3, reorderMs: 200, minDelayMs: 1, maxDelayMs: 60 },
    },
    weights: { ...noDisturbance, reboot: 20, isolate: 2, heal: 2 },
    restMs: [5, 60],
    clients,
  };
}

/** Followers far behind, and old pieces of snapshots that come late. */
function lateSnapshots(mood: Mood): Mood {
  const { cluster, weights } = mood;
  return {
    ...mood,
    cluster: {
      ...cluster,
      snapshotEveryEntries: 5,
      limits: { ...cluster.limits, keptEntries: 0, maxChunkBytes: 4096 },
      network: {
        dropRate: 0.05,
        duplicateRate: 0.1,
        reorderRate: 0.3,
        reorderMs: 1000,
        minDelayMs: 0.5,
        maxDelayMs: 15,
      },
    },
    weights: { ...weights, isolate: 6, heal: 8 },
  };
}

export const bugs: readonly Bug[] = [
  {
    name: "votes for a candidate with a shorter log (5.4.1)",
    decisions: {
      mayVote: (votedFor, candidate) => votedFor === null || votedFor === candidate,
      wouldVote: () => true,
    },
    seeds: 100,
  },
  {
    name: "votes twice in a term (5.2)",
    decisions: { mayVote: (_vote, _candidate, ...logs) => isUpToDate(...logs) },
    seeds: 100,
  },
  {
    name: "forgets its vote in a restart (3.8)",
    spoilDisk: (disk) => {
      const forgetful: HardState = { ...disk.hardState, votedFor: null };
      disk.hardState = forgetful;
    },
    alter: blinks,
    seeds: 1000,
  },
  {
    name: "forgets its term in a restart (figure 2)",
    spoilDisk: (disk) => {
      disk.hardState = { ...disk.hardState, term: Math.max(0, disk.hardState.term - 1) };
    },
    alter: blinks,
    seeds: 1000,
  },
  {
    name: "lets a vote out before the disk has it (3.8)",
    decisions: {
      waitsForDisk: (message) => message.kind !== "voteReply" && decisions.waitsForDisk(message),
    },
    seeds: 10,
  },
  {
    name: "acknowledges an append before the disk has it (figure 2)",
    decisions: {
      waitsForDisk: (message) =>
        message.kind !== "appendAccepted" && decisions.waitsForDisk(message),
    },
    seeds: 10,
  },
  {
    name: "commits an entry of an old term by counting (5.4.2, figure 8)",
    decisions: { mayCommit: (entryTerm) => entryTerm !== undefined },
    alter: shortReigns,
    seeds: 1000,
  },
  {
    name: "commits what half of the voters have (5.3)",
    decisions: {
      agreedValue: ({ voters }, valueOf) =>
        voters.map(valueOf).sort((one, other) => other - one)[
          Math.max(0, Math.floor(voters.length / 2) - 1)
        ] as number,
    },
    seeds: 100,
  },
  {
    name: "truncates a suffix that agrees (5.3)",
    decisions: { conflicts: () => true },
    seeds: 1000,
  },
  {
    name: "keeps a suffix that conflicts (5.3)",
    decisions: { conflicts: () => false },
    seeds: 100,
  },
  {
    name: "lets a removed node disturb (4.2.3)",
    decisions: { standsByLeader: () => false },
    alter: deposedLeaders,
    seeds: 1000,
  },
  {
    name: "answers reads without a quorum (6.4)",
    decisions: { confirmedRound: () => Number.POSITIVE_INFINITY },
    alter: deposedLeaders,
    seeds: 1000,
  },
  {
    name: "trusts its lease for too long (6.4.1)",
    decisions: { leaseEndMs: (sentMs, timeoutMs) => sentMs + 10 * timeoutMs },
    alter: deposedLeaders,
    seeds: 1000,
  },
  {
    name: "takes a stale snapshot (7)",
    decisions: { snapshotAdvances: () => true },
    alter: lateSnapshots,
    seeds: 1000,
  },
  {
    name: "commits by the incoming half alone during joint consensus (6)",
    decisions: { agreedValue: ({ voters }, valueOf) => majorityValue(voters, valueOf) },
    alter: restlessMembers,
    seeds: 1000,
  },
  {
    name: "elects by the incoming half alone during joint consensus (6)",
    decisions: { electionTally: ({ voters }, voteOf) => majorityTally(voters, voteOf) },
    alter: restlessMembers,
    seeds: 1000,
  },
  {
    name: "begins a change of membership before the last is committed (4.1)",
    decisions: { mayChangeMembership: () => true },
    alter: restlessMembers,
    seeds: 1000,
  },
];
