/**
 * A change of membership on its way (Raft paper 6, thesis 4).
 *
 * Invariant: it has ended when the log's latest configuration is committed and not joint, or when this
 * node does not lead any more and cannot tell.
 */

import {
  type Configuration,
  changeJointly,
  changeSimply,
  configurationOfNow,
  isJoint,
  type MembershipChange,
  needsJoint,
  type Raft,
} from "../rules/index.ts";
import { OutcomeUnknownError } from "./errors.ts";

/** Begins the change. Throws what the rules refuse. */
export function beginChange(raft: Raft, changes: readonly MembershipChange[], nowMs: number): void {
  if (needsJoint(configurationOfNow(raft), changes))
    changeJointly(raft, changes, "automatic", nowMs);
  else changeSimply(raft, changes, nowMs);
}

/** What the change has come to: a configuration, or an error; null while it is on its way. */
export function outcomeOfChange(raft: Raft): Configuration | OutcomeUnknownError | null {
  const configuration = configurationOfNow(raft);
  const sinceIndex = raft.history.at(-1)?.index ?? 0;
  if (sinceIndex <= raft.commitIndex && !isJoint(configuration)) return configuration;
  return raft.role === "leader" ? null : new OutcomeUnknownError("ceased to lead");
}
