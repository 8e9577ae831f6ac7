/**
 * How one configuration leads to the next, as functions of plain data: single-server change
 * (thesis 4.1), and entering and leaving joint consensus (Raft paper 6, thesis 4.3). They know
 * nothing of logs; when a change may start is for reconfiguration.ts to say.
 *
 * Invariants:
 * - The result of each function passes `checkConfiguration`; the argument is left as it was.
 * - simpleChange alters the voters by at most one node, so that each majority before the change
 *   shares a node with each majority after it (thesis 4.1).
 * - A change that is already in force alters nothing: adding a voter twice is adding it once.
 */

import {
  ascending,
  type Configuration,
  checkConfiguration,
  isJoint,
  type NodeId,
} from "./configuration.ts";
import { ConfigurationError } from "./errors.ts";

/** One step: make the node a voter, make it a learner, or take it out. */
export interface MembershipChange {
  /** What becomes of the node. */
  readonly kind: "addVoter" | "addLearner" | "remove";
  /** Which node. */
  readonly node: NodeId;
}

/** How a joint configuration ends: by the leader once it is committed, or when asked to. */
export type Leaving = "automatic" | "explicit";

/**
 * The configuration after the changes, made at once and without a joint phase. Throws
 * ConfigurationError if they alter the voters by more than one, leave none, or a joint
 * configuration is still in force.
 */
export function simpleChange(
  configuration: Configuration,
  changes: readonly MembershipChange[],
): Configuration {
  if (isJoint(configuration))
    throw new ConfigurationError("a joint configuration must be left before the next change");
  const changed = applyChanges(configuration, changes);
  const altered = difference(configuration.voters, changed.voters);
  if (altered.length > 1)
    throw new ConfigurationError(
      `nodes ${altered.join(" ")} would begin or cease to vote at once; ` +
        "more than one needs joint consensus",
    );
  return changed;
}

/** Whether the changes alter the voters by more than one, so that only joint consensus is safe. */
export function needsJoint(
  configuration: Configuration,
  changes: readonly MembershipChange[],
): boolean {
  const changed = applyChanges(configuration, changes);
  return difference(configuration.voters, changed.voters).length > 1;
}

/**
 * The joint configuration from which the changes lead out. Throws ConfigurationError if one is in
 * force already, if there are no voters yet, or if none would be left.
 */
export function enterJoint(
  configuration: Configuration,
  changes: readonly MembershipChange[],
  leaving: Leaving,
): Configuration {
  if (isJoint(configuration))
    throw new ConfigurationError("a joint configuration is in force already");
  if (configuration.voters.length === 0)
    throw new ConfigurationError("a configuration without voters cannot become joint");
  return applyChanges(
    { ...configuration, outgoing: configuration.voters, autoLeave: leaving === "automatic" },
    changes,
  );
}

/** The incoming half alone. Throws ConfigurationError if the configuration is not joint. */
export function leaveJoint(configuration: Configuration): Configuration {
  if (!isJoint(configuration))
    throw new ConfigurationError("the configuration is not joint, there is nothing to leave");
  return checkConfiguration({
    voters: configuration.voters,
    outgoing: [],
    learners: ascending([...configuration.learners, ...configuration.learnersNext]),
    learnersNext: [],
    autoLeave: false,
  });
}

/** The changes one after another, always to the half that comes in. */
function applyChanges(
  configuration: Configuration,
  changes: readonly MembershipChange[],
): Configuration {
  const outgoing = configuration.outgoing;
  const voters = new Set(configuration.voters);
  const learners = new Set(configuration.learners);
  const learnersNext = new Set(configuration.learnersNext);
  for (const { kind, node } of changes) {
    voters.delete(node);
    learners.delete(node);
    learnersNext.delete(node);
    if (kind === "addVoter") voters.add(node);
    else if (kind === "addLearner") (outgoing.includes(node) ? learnersNext : learners).add(node);
    else if (kind !== "remove")
      throw new ConfigurationError(`"${String(kind)}" of node ${node} is no membership change`);
  }
  if (voters.size === 0) throw new ConfigurationError("the change would leave no voter");
  return checkConfiguration({
    voters: ascending(voters),
    outgoing,
    learners: ascending(learners),
    learnersNext: ascending(learnersNext),
    autoLeave: configuration.autoLeave,
  });
}

/** The nodes that are in one list only. */
function difference(one: readonly NodeId[], other: readonly NodeId[]): NodeId[] {
  return [
    ...one.filter((node) => !other.includes(node)),
    ...other.filter((node) => !one.includes(node)),
  ];
}
