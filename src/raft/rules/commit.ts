/**
 * When an entry is committed (Raft paper 5.3, 5.4.2) and what follows from it for the leader.
 *
 * Invariants:
 * - commitIndex never descends and never passes the end of the log.
 * - A leader counts only entries of its own term; those before are committed with them (figure 8).
 * - The leader's own disk counts like any follower's: an entry that a majority has without it is
 *   committed (thesis 10.2.1).
 */

import { isJoint, isVoter } from "./configuration.ts";
import { type Entry, entryBytes } from "./entry.ts";
import { inForce } from "./history.ts";
import { entryAt, termAt } from "./log.ts";
import { markAllDue } from "./members.ts";
import { leaveJoint } from "./membership.ts";
import { appendConfiguration } from "./own-log.ts";
import { configurationOfNow, type Raft } from "./raft.ts";
import { becomeFollower } from "./roles.ts";

/** Everything up to the index, which the log has, is committed. */
export function commitTo(raft: Raft, index: number): void {
  if (index > raft.commitIndex) raft.commitIndex = index;
}

/** Commits what a majority stores by now. */
export function advanceCommit(raft: Raft): void {
  while (raft.role === "leader" && commitByCount(raft) && settleConfiguration(raft));
}

/** Whether the leader has committed an entry of its own term, so that it knows what is (8). */
export function hasCommittedInTerm(raft: Raft): boolean {
  return termAt(raft.log, raft.commitIndex) === raft.term;
}

/**
 * What a committed configuration asks of the leader: to leave a joint one by itself (6), to step down
 * if it is not a member any more (thesis 4.2.2). True if the configuration in force is a new one.
 */
export function settleConfiguration(raft: Raft): boolean {
  const { index, configuration } = inForce(raft.history);
  if (index > raft.commitIndex || raft.role !== "leader") return false;
  if (isJoint(configuration)) {
    if (!configuration.autoLeave || raft.transfer !== null) return false;
    if (!hasCommittedInTerm(raft)) return false;
    appendConfiguration(raft, leaveJoint(configuration));
    return true;
  }
  if (!isVoter(configuration, raft.options.id)) becomeFollower(raft, raft.term, null);
  return false;
}

function commitByCount(raft: Raft): boolean {
  const { decisions, log } = raft;
  const agreed = decisions.agreedValue(configurationOfNow(raft), raft.matchOf);
  if (agreed <= raft.commitIndex) return false;
  if (!decisions.mayCommit(termAt(log, agreed), raft.term)) return false;
  for (let index = raft.commitIndex + 1; index <= agreed; index++)
    raft.uncommittedBytes -= entryBytes(entryAt(log, index) as Entry);
  commitTo(raft, agreed);
  if (raft.options.commitNotice === "prompt") markAllDue(raft);
  return true;
}
