/** What a node of either idiom is made of, and the limits of its queues. */

import {
  type Configuration,
  type Decisions,
  type Effects,
  type NodeId,
  OptionError,
  type Raft,
  type RaftOptions,
} from "../rules/index.ts";
import type { Storage } from "../storage/storage.ts";
import type { Transport } from "../transport/transport.ts";
import { type NodeClock, runtimeClock } from "./clock.ts";
import type { StateMachine } from "./state-machine.ts";

/** What a node is made of. */
export interface NodeOptions<Answer> {
  /** Which of the nodes this is; a whole number from 1 up. */
  readonly id: NodeId;
  /** See RaftOptions. */
  readonly bootstrap: Configuration;
  /** How long a follower waits for a leader at least; it draws up to twice that. */
  readonly electionTimeoutMs: number;
  /** How often a leader says that it is there; several times within an election timeout. */
  readonly heartbeatMs: number;
  /** What it keeps its log, vote and snapshot in. */
  readonly storage: Storage;
  /** What it reaches the other nodes by. */
  readonly transport: Transport;
  /** What committed commands are applied to. */
  readonly stateMachine: StateMachine<Answer>;
  /** The runtime's by default. */
  readonly clock?: NodeClock;
  /** After how many entries the next snapshot is taken; 10,000 by default. */
  readonly snapshotEveryEntries?: number;
  /** Requests that wait to be looked at before the next has to wait with its caller; 1,024 by default. */
  readonly maxQueuedRequests?: number;
  /** Messages that wait to be looked at; more are dropped. 4,096 by default. */
  readonly maxQueuedMessages?: number;
  /**
   * How many messages, and how many commands, a turn of the node takes in; they share appends and writes.
   * 256 by default. With 1, and `limits.maxAppendEntries` 1, nothing is batched.
   */
  readonly maxTurnInputs?: number;
  /** The limits of the rules. */
  readonly limits?: Partial<Omit<RaftOptions, "id" | "bootstrap" | "electionTimeoutMs" | "reader">>;
  /** Sees every turn of the node. */
  readonly observer?: NodeObserver;
  /** Raft's decisions, or for a checker to prove itself by, wrong ones. */
  readonly decisions?: Decisions;
}

/** Sees what a node does, and must change nothing. What it throws ends the node. */
export interface NodeObserver {
  /** The node has taken in what there was, and is about to carry out the effects. */
  turned(raft: Raft, effects: Effects): void;
}

export type CheckedNodeOptions<Answer> = NodeOptions<Answer> &
  Required<Pick<NodeOptions<Answer>, "clock" | keyof typeof defaults>>;

const defaults = {
  snapshotEveryEntries: 10_000,
  maxQueuedRequests: 1_024,
  maxQueuedMessages: 4_096,
  maxTurnInputs: 256,
};

/** The options with their defaults; those of the rules are checked when the node starts. Throws OptionError. */
export function checkNodeOptions<Answer>(options: NodeOptions<Answer>): CheckedNodeOptions<Answer> {
  const checked = { clock: runtimeClock, ...defaults, ...options };
  for (const name of Object.keys(defaults) as (keyof typeof defaults)[])
    if (!Number.isSafeInteger(checked[name]) || checked[name] < 1)
      throw new OptionError(`${name} is ${checked[name]}; a whole number from 1 up is needed`);
  const { heartbeatMs, electionTimeoutMs } = checked;
  if (!(heartbeatMs > 0) || !(heartbeatMs < electionTimeoutMs))
    throw new OptionError(
      `heartbeatMs is ${heartbeatMs}; it must be above 0 and below electionTimeoutMs, ${electionTimeoutMs}`,
    );
  return checked;
}
