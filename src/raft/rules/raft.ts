/**
 * The whole state of one node, as one record. It belongs to one owner - a goroutine, or whoever holds
 * a lock - which alone calls the functions of these rules. They decide and never wait: input goes in
 * by the functions of receive.ts and its neighbours, what is to be done comes out of takeEffects.
 *
 * Invariants:
 * - Only roles.ts writes `role`, `term`, `votedFor` and what belongs to a role.
 * - purged <= snapshot <= applied <= delivered <= commit <= last index; only `applied` and
 *   `delivered` lag behind a snapshot that is being installed.
 * - term, commitIndex and appliedIndex never go back while the node lives.
 * - progress is empty but on a leader, votes but on a (pre-)candidate.
 * - nowMs is the latest time any input named; it never goes back.
 */

import type { Configuration, NodeId } from "./configuration.ts";
import type { Decisions } from "./decisions.ts";
import type { Durability } from "./durability.ts";
import { RangeOfStateError } from "./errors.ts";
import { type History, inForce } from "./history.ts";
import type { Log } from "./log.ts";
import type { Message, SnapshotDescription } from "./messages.ts";
import type { CheckedOptions } from "./options.ts";
import type { Progress } from "./progress.ts";

export type Role = "follower" | "preCandidate" | "candidate" | "leader";

/** A read that waits for the leader to be confirmed; `from` is a follower, null for this node. */
export interface WaitingRead {
  readonly from: NodeId | null;
  readonly reader: number;
  readonly id: number;
}

/** Reads whose index is known, and is good once a quorum has answered the round (thesis 6.4). */
export interface ReadRound {
  readonly round: number;
  readonly readIndex: number;
  readonly reads: readonly WaitingRead[];
}

/** A read that the state machine may answer once it has applied up to readIndex. */
export interface ReadyRead {
  readonly id: number;
  readonly readIndex: number;
}

/** A snapshot that is arriving in pieces (7). */
export interface Installing {
  readonly from: NodeId;
  readonly term: number;
  readonly index: number;
  offset: number;
}

/** Leadership on its way to another node (3.10). */
export interface Transfer {
  readonly target: NodeId;
  readonly sinceMs: number;
}

/** A piece of this node's snapshot that storage is to read for a follower: see chunkRead. */
export interface ChunkRequest {
  readonly node: NodeId;
  readonly offset: number;
  readonly maxBytes: number;
}

export interface Raft {
  readonly options: CheckedOptions;
  readonly decisions: Decisions;

  // Persistent on all servers (figure 2).
  term: number;
  votedFor: NodeId | null;
  readonly log: Log;
  readonly history: History;
  readonly durability: Durability;

  // Volatile on all servers.
  role: Role;
  leader: NodeId | null;
  commitIndex: number;
  /** Entries up to here were handed out to be applied, and up to appliedIndex they are. */
  deliveredIndex: number;
  appliedIndex: number;
  /** The latest snapshot that is durable here. */
  snapshot: SnapshotDescription | null;
  nowMs: number;
  /** When the election timer last began anew; when a leader was last heard (4.2.3). */
  timerMs: number;
  leaderHeardMs: number;
  installing: Installing | null;
  /** Reads that were passed on to the leader. */
  readonly forwardedReads: Set<number>;

  // Candidates.
  readonly votes: Map<NodeId, boolean>;

  // Leaders.
  readonly progress: Map<NodeId, Progress>;
  /** Followers to look at when appends are made next. */
  readonly due: Progress[];
  uncommittedBytes: number;
  round: number;
  readonly readRounds: ReadRound[];
  waitingReads: WaitingRead[];
  transfer: Transfer | null;
  /** Whether TimeoutNow went out in this term: no lease holds against an election it allows. */
  leaseGivenUp: boolean;

  // What takeEffects gives out next.
  outbox: Message[];
  readyReads: ReadyRead[];
  abandonedReads: number[];
  chunkRequests: ChunkRequest[];
  restore: SnapshotDescription | null;
  roleChanged: boolean;

  /** The log index up to which the disk of a member has the leader's log. */
  readonly matchOf: (node: NodeId) => number;
}

/** The configuration in force: the latest in the log, committed or not (thesis 4.1). */
export function configurationOfNow(raft: Raft): Configuration {
  return inForce(raft.history).configuration;
}

/** Takes note of the time. Throws RangeOfStateError if it is none. */
export function observeTime(raft: Raft, nowMs: number): void {
  if (!Number.isFinite(nowMs)) throw new RangeOfStateError(`${nowMs} is no time in milliseconds`);
  if (nowMs > raft.nowMs) raft.nowMs = nowMs;
}
