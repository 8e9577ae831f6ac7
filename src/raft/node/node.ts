/**
 * What a node offers, in whichever idiom it was written: both twins are used through this and no other
 * face, and pass the same tests.
 *
 * To cancel a request is to stop waiting for it. What was asked for may come to pass all the same.
 */

import type { Cancel } from "../../runtime/cancel.ts";
import type { Configuration, MembershipChange, NodeId, Role } from "../rules/index.ts";

/** One node of a cluster, in either idiom. */
export interface RaftNode<Answer> {
  /** Which of the nodes this is. */
  readonly id: NodeId;

  /**
   * Recovers from storage, opens the transport and begins to take part. Once in a node's life.
   * Throws StartedTwiceError, or what storage or transport throw; the node is stopped then.
   */
  start(): Promise<void>;

  /**
   * Ends all that the node has under way, waits for it, and closes transport and storage. Requests that
   * wait end with OutcomeUnknownError or NotRunningError. Any number of times.
   * Throws what the node has failed with, if it has.
   */
  stop(): Promise<void>;

  /**
   * Has the cluster apply a command and gives the state machine's answer. On the leader only. Waits
   * while too much is uncommitted or queued.
   * Throws NotLeaderError, TransferInProgressError or LimitError: nothing has changed;
   * OutcomeUnknownError; NotRunningError.
   */
  propose(command: Uint8Array, cancel?: Cancel): Promise<Answer>;

  /**
   * Calls `query` on a state that holds every command which was answered before this call, and gives what
   * it returns (thesis 6.4). On the leader, or on a follower that knows it. The query reads the state
   * machine, changes nothing, and returns at once.
   * Throws NotLeaderError where no leader is known, LimitError, ReadAbandonedError, NotRunningError, or
   * what `query` throws.
   */
  read<T>(query: () => T, consistency?: ReadConsistency, cancel?: Cancel): Promise<T>;

  /**
   * Changes who belongs to the cluster, by joint consensus where more than one voter changes, and gives
   * the configuration once it is committed. On the leader only.
   * Throws NotLeaderError, TransferInProgressError, ChangePendingError or ConfigurationError: nothing has
   * changed; OutcomeUnknownError; NotRunningError.
   */
  changeMembership(changes: readonly MembershipChange[], cancel?: Cancel): Promise<Configuration>;

  /**
   * Hands leadership to a voter and waits until it leads (thesis 3.10). On the leader only.
   * Throws NotLeaderError, TransferInProgressError or ConfigurationError: nothing has changed;
   * TransferFailedError; NotRunningError.
   */
  transferLeadership(target: NodeId, cancel?: Cancel): Promise<void>;

  /** How the node stands. Throws NotRunningError. */
  status(cancel?: Cancel): Promise<NodeStatus>;

  /** Waits until the state machine has applied the entry at the index. Throws NotRunningError. */
  applied(index: number, cancel?: Cancel): Promise<void>;
}

/**
 * How a read makes sure that no newer leader has committed more: by asking a quorum, or by a lease,
 * which costs no message and trusts every clock to keep `clockDriftBound` (thesis 6.4.1).
 */
export type ReadConsistency = "quorum" | "lease";

/** A node at one moment. */
export interface NodeStatus {
  /** Which of the nodes this is. */
  readonly id: NodeId;
  /** What it is in its term. */
  readonly role: Role;
  /** The latest term that it knows of. */
  readonly term: number;
  /** Who leads the term, as far as it knows; null where it does not. */
  readonly leader: NodeId | null;
  /** The index of the last entry of its log; 0 where there is none. */
  readonly lastIndex: number;
  /** Up to where it knows entries to be committed. */
  readonly commitIndex: number;
  /** Up to where its state machine has applied them. */
  readonly appliedIndex: number;
  /** Up to where its snapshot goes; 0 where there is none. */
  readonly snapshotIndex: number;
  /** The members, as its log has them. */
  readonly configuration: Configuration;
}
