/**
 * What nodes say to each other, all of it on one screen. The RPCs of figure 2 (AppendEntries,
 * RequestVote) and figure 13 (InstallSnapshot) and their replies are messages of their own, since a
 * leader that pipelines does not wait for replies; pre-vote (thesis 9.6), TimeoutNow (3.10),
 * heartbeats with read rounds and the follower's read (6.4) join them.
 *
 * Any of them may be lost, delayed, repeated or overtaken, and Raft stays safe.
 *
 * Every message has the sender's current term, but for preVote and a preVoteReply that grants: those
 * have the term the candidate would have.
 */

import type { Configuration, NodeId } from "./configuration.ts";
import type { Entry } from "./entry.ts";

interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
}

/** RequestVote without obligation (thesis 9.6): would you vote for me in this term? */
export interface PreVote extends Envelope {
  readonly kind: "preVote";
  readonly lastIndex: number;
  readonly lastTerm: number;
}

export interface PreVoteReply extends Envelope {
  readonly kind: "preVoteReply";
  readonly granted: boolean;
}

/** RequestVote (figure 2). */
export interface Vote extends Envelope {
  readonly kind: "vote";
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** Whether the leader itself asked for this election (thesis 3.10, 4.2.3). */
  readonly cause: Campaign;
}

export type Campaign = "timeout" | "transfer";

export interface VoteReply extends Envelope {
  readonly kind: "voteReply";
  readonly granted: boolean;
}

/** AppendEntries (figure 2). */
export interface Append extends Envelope {
  readonly kind: "append";
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
}

/** The sender's disk has the leader's log up to `matchIndex`. */
export interface AppendAccepted extends Envelope {
  readonly kind: "appendAccepted";
  readonly matchIndex: number;
}

/** The sender's log does not agree at `prevIndex`; the hint is where it may (5.3). */
export interface AppendRejected extends Envelope {
  readonly kind: "appendRejected";
  readonly prevIndex: number;
  readonly hintIndex: number;
  readonly hintTerm: number;
}

/**
 * The leader is alive. Apart from appends, so that its answer never waits for a disk. `sentMs` is on
 * the leader's clock and comes back as it was: from it the leader reckons its lease (6.4.1).
 */
export interface Heartbeat extends Envelope {
  readonly kind: "heartbeat";
  readonly commit: number;
  readonly round: number;
  readonly sentMs: number;
}

export interface HeartbeatReply extends Envelope {
  readonly kind: "heartbeatReply";
  readonly round: number;
  readonly sentMs: number;
}

/** Which state a snapshot holds: everything up to and with the entry at `index`. */
export interface SnapshotDescription {
  readonly index: number;
  readonly term: number;
  /** The latest configuration at `index`, and where it took effect (7). */
  readonly configuration: Configuration;
  readonly configurationIndex: number;
}

/** InstallSnapshot (figure 13): a piece of the sender's snapshot. */
export interface SnapshotChunk extends Envelope {
  readonly kind: "snapshotChunk";
  readonly snapshot: SnapshotDescription;
  readonly offset: number;
  readonly data: Uint8Array;
  /** Whether this is the last piece. */
  readonly done: boolean;
}

/** The sender has the snapshot of that index up to `offset`, and wants what follows. */
export interface ChunkAccepted extends Envelope {
  readonly kind: "chunkAccepted";
  readonly snapshotIndex: number;
  readonly offset: number;
}

/** Begin an election at once (3.10). */
export interface TimeoutNow extends Envelope {
  readonly kind: "timeoutNow";
}

/**
 * A follower asks for the leader's read index (6.4). `reader` tells this life of the follower from
 * those before a restart, whose answers must not be taken for this one's.
 */
export interface ReadRequest extends Envelope {
  readonly kind: "readRequest";
  readonly reader: number;
  readonly id: number;
}

/** The follower's state machine may answer the read once it has applied up to `readIndex`. */
export interface ReadReply extends Envelope {
  readonly kind: "readReply";
  readonly reader: number;
  readonly id: number;
  readonly readIndex: number;
}

export type Message =
  | PreVote
  | PreVoteReply
  | Vote
  | VoteReply
  | Append
  | AppendAccepted
  | AppendRejected
  | Heartbeat
  | HeartbeatReply
  | SnapshotChunk
  | ChunkAccepted
  | TimeoutNow
  | ReadRequest
  | ReadReply;
