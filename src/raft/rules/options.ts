/**
 * What a node is told at its start, and the limits it keeps. Every limit has a default; the times
 * have none, they are the cluster's.
 */

import { type Configuration, checkConfiguration, type NodeId } from "./configuration.ts";
import { OptionError } from "./errors.ts";

export interface RaftOptions {
  /** Which of the nodes this is. */
  readonly id: NodeId;
  /**
   * The configuration where neither snapshot nor log holds one: the same on each node of a new
   * cluster, `noConfiguration` on a node that is to be added to one that exists.
   */
  readonly bootstrap: Configuration;
  /**
   * The least time without a leader after which a node may start an election, the same on all nodes.
   * Timers draw theirs from here to twice as much (5.2).
   */
  readonly electionTimeoutMs: number;
  /** Drawn anew from the random source at each start: a whole number, see ReadRequest. */
  readonly reader: number;
  /** How many times faster one node's clock may run than another's, for leases (6.4.1). */
  readonly clockDriftBound?: number;
  /** Entries and bytes in one append, and appends and bytes under way to one follower. */
  readonly maxAppendEntries?: number;
  /** How many bytes of entries one append holds at most; one entry is sent in any case. */
  readonly maxAppendBytes?: number;
  /** How many appends to a follower may be unanswered. */
  readonly maxInflightAppends?: number;
  /** How many bytes of entries may be unanswered. */
  readonly maxInflightBytes?: number;
  /** Bytes of one command. */
  readonly maxCommandBytes?: number;
  /** Bytes that a leader has taken and not committed; more is refused until some are. */
  readonly maxUncommittedBytes?: number;
  /** Committed entries handed out that are not applied yet. */
  readonly maxApplyingEntries?: number;
  /** Writes handed out that are not durable yet; what comes meanwhile goes into the next one. */
  readonly maxInflightWrites?: number;
  /** Bytes of one piece of a snapshot. */
  readonly maxChunkBytes?: number;
  /** Reads that wait for a quorum. */
  readonly maxWaitingReads?: number;
  /** Entries kept behind a snapshot, so that a slow follower does not need the snapshot. */
  readonly keptEntries?: number;
  /**
   * When followers learn that something was committed: by an append of its own where there is
   * nothing else to say, or with whatever is sent next, at the latest the next heartbeat.
   */
  readonly commitNotice?: "prompt" | "withNext";
}

export type CheckedOptions = Required<RaftOptions>;

const defaults = {
  clockDriftBound: 1.1,
  maxAppendEntries: 1024,
  maxAppendBytes: 1024 * 1024,
  maxInflightAppends: 256,
  maxInflightBytes: 16 * 1024 * 1024,
  maxCommandBytes: 1024 * 1024,
  maxUncommittedBytes: 64 * 1024 * 1024,
  maxApplyingEntries: 4096,
  maxInflightWrites: 64,
  maxChunkBytes: 256 * 1024,
  maxWaitingReads: 65_536,
  keptEntries: 1024,
  commitNotice: "prompt",
} as const satisfies Partial<RaftOptions>;

/** From 1 up, but for those that may be none at all. */
const wholeNumbers = {
  id: 1,
  reader: 0,
  maxAppendEntries: 1,
  maxAppendBytes: 1,
  maxInflightAppends: 1,
  maxInflightBytes: 1,
  maxCommandBytes: 0,
  maxUncommittedBytes: 1,
  maxApplyingEntries: 1,
  maxInflightWrites: 1,
  maxChunkBytes: 1,
  maxWaitingReads: 1,
  keptEntries: 0,
} as const satisfies Partial<Record<keyof RaftOptions, number>>;

/** The options with their defaults. Throws OptionError or ConfigurationError. */
export function checkOptions(options: RaftOptions): CheckedOptions {
  const checked: CheckedOptions = { ...defaults, ...options };
  for (const [name, least] of Object.entries(wholeNumbers)) {
    const value = checked[name as keyof typeof wholeNumbers];
    if (!Number.isSafeInteger(value) || value < least)
      throw new OptionError(`${name} is ${value}; a whole number from ${least} up is needed`);
  }
  if (!Number.isFinite(checked.electionTimeoutMs) || checked.electionTimeoutMs <= 0)
    throw new OptionError(
      `electionTimeoutMs is ${checked.electionTimeoutMs}; milliseconds above 0 are needed`,
    );
  if (!Number.isFinite(checked.clockDriftBound) || checked.clockDriftBound < 1)
    throw new OptionError(`clockDriftBound is ${checked.clockDriftBound}; 1 or more is needed`);
  if (checked.commitNotice !== "prompt" && checked.commitNotice !== "withNext")
    throw new OptionError(`commitNotice is ${String(checked.commitNotice)}`);
  checkConfiguration(checked.bootstrap);
  return checked;
}
