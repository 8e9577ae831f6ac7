/**
 * When and how the leader changes who belongs to the cluster (Raft paper 6, thesis 4).
 *
 * Invariants:
 * - One change at a time: the configuration in force is committed before the next begins (4.1).
 * - None begins before the leader has committed an entry of its own term.
 * - Voters alter by more than one only by way of a joint configuration (4.3).
 */

import { advanceCommit, hasCommittedInTerm } from "./commit.ts";
import type { Configuration } from "./configuration.ts";
import { ChangePendingError } from "./errors.ts";
import { inForce } from "./history.ts";
import { termAt } from "./log.ts";
import {
  enterJoint,
  type Leaving,
  leaveJoint,
  type MembershipChange,
  simpleChange,
} from "./membership.ts";
import { appendConfiguration } from "./own-log.ts";
import { requireLeading } from "./propose.ts";
import { configurationOfNow, observeTime, type Raft } from "./raft.ts";

/**
 * Changes one voter, or any learners, at once (4.1). Gives the log index of the configuration, which is
 * in force from now on and final when that index is committed. Throws NotLeaderError,
 * TransferInProgressError, ChangePendingError, or ConfigurationError if it alters more than one voter.
 */
export function changeSimply(
  raft: Raft,
  changes: readonly MembershipChange[],
  nowMs: number,
): number {
  requireReady(raft);
  return begin(raft, simpleChange(configurationOfNow(raft), changes), nowMs);
}

/**
 * Changes any number of voters by way of a joint configuration (4.3), which the leader leaves by itself
 * once it is committed if `leaving` is "automatic". Gives the log index of the joint configuration.
 * Throws as changeSimply does.
 */
export function changeJointly(
  raft: Raft,
  changes: readonly MembershipChange[],
  leaving: Leaving,
  nowMs: number,
): number {
  requireReady(raft);
  return begin(raft, enterJoint(configurationOfNow(raft), changes, leaving), nowMs);
}

/** Leaves a joint configuration that is committed. Throws as changeSimply does. */
export function leaveJointly(raft: Raft, nowMs: number): number {
  requireReady(raft);
  return begin(raft, leaveJoint(configurationOfNow(raft)), nowMs);
}

function begin(raft: Raft, configuration: Configuration, nowMs: number): number {
  observeTime(raft, nowMs);
  const index = appendConfiguration(raft, configuration);
  // Without a node that is gone, a majority may have more than it had with it.
  advanceCommit(raft);
  return index;
}

function requireReady(raft: Raft): void {
  requireLeading(raft);
  const { index } = inForce(raft.history);
  const mayChange = raft.decisions.mayChangeMembership({
    commitIndex: raft.commitIndex,
    configurationIndex: index,
    commitTerm: termAt(raft.log, raft.commitIndex) ?? 0,
    currentTerm: raft.term,
  });
  if (mayChange) return;
  throw new ChangePendingError(
    hasCommittedInTerm(raft)
      ? `the configuration at ${index} is not committed yet; ${raft.commitIndex} is`
      : `term ${raft.term} has committed nothing yet, so what went before may still change`,
  );
}
