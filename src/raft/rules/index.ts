/**
 * The rules of Raft: figure 2 of the paper and its extensions, as one record of state and functions
 * that decide. No timer, no promise, no I/O; the same input gives the same output, so a seed can
 * replay any run.
 *
 * One owner holds the state - a goroutine, or whoever has a lock - and does this:
 *
 *   const raft = startRaft(options, recovered, nowMs);
 *   for each input:     receive(raft, message, nowMs)      a message that passed checkMessage
 *                       electionTimeout / heartbeatTimeout / checkQuorum(raft, nowMs)
 *                       propose(raft, command), requestRead(raft, id, nowMs), ...
 *                       persisted(raft, write.number, nowMs), applied(raft, index)
 *   then:               replicate(raft)                    or nextAppend(raft, peer), peer by peer
 *                       takeEffects(raft)                  and carry them out
 *
 * Effects may be taken after one input or after many; what was taken together shares messages and
 * writes, which is all that batching needs. Nothing has to be waited for before the next input: writes
 * are acknowledged by number, and what must not leave before is held here until then.
 */

export { applied, persisted } from "./acknowledgement.ts";
export { advanceCatchUp, beginCatchUp, type CatchUp } from "./catch-up.ts";
export { hasCommittedInTerm } from "./commit.ts";
export { describeSnapshot, maySaveSnapshot, snapshotTaken } from "./compaction.ts";
export {
  type Configuration,
  checkConfiguration,
  configurationOf,
  decodeConfiguration,
  describeConfiguration,
  encodeConfiguration,
  isJoint,
  isVoter,
  membersOf,
  type NodeId,
  noConfiguration,
  votersOf,
} from "./configuration.ts";
export { type ChangeSituation, type Decisions, decisions } from "./decisions.ts";
export { describeMessage, describeNode } from "./describe.ts";
export type { HardState, Write } from "./durability.ts";
export { type Effects, type RoleChange, takeEffects } from "./effects.ts";
export { electionTimeout } from "./election.ts";
export { type Entry, type EntryKind, entryBytes, noData } from "./entry.ts";
export * from "./errors.ts";
export { checkQuorum, heartbeatTimeout } from "./heartbeat.ts";
export type { Since } from "./history.ts";
export { entriesBetween, entryAt, lastIndex, lastTerm, termAt } from "./log.ts";
export {
  enterJoint,
  type Leaving,
  leaveJoint,
  type MembershipChange,
  needsJoint,
  simpleChange,
} from "./membership.ts";
export { checkMessage, type MessageLimits } from "./message-check.ts";
export type * from "./messages.ts";
export { type CheckedOptions, checkOptions, type RaftOptions } from "./options.ts";
export type { Progress } from "./progress.ts";
export { propose } from "./propose.ts";
export {
  jointTally,
  jointValue,
  majority,
  majorityTally,
  majorityValue,
  type Tally,
} from "./quorum.ts";
export {
  type ChunkRequest,
  configurationOfNow,
  type Raft,
  type ReadyRead,
  type Role,
} from "./raft.ts";
export { forgetRead, holdsLease, requestLeaseRead, requestRead } from "./reads.ts";
export { receive } from "./receive.ts";
export { changeJointly, changeSimply, leaveJointly } from "./reconfiguration.ts";
export { nextAppend, replicate, unreachable } from "./replication.ts";
export {
  type Admission,
  admitCommand,
  imageOfSessions,
  newSessions,
  registerSession,
  respond,
  restoreSessions,
  type SessionCommand,
  type Sessions,
  type SessionsImage,
} from "./sessions.ts";
export { type Chunk, chunkRead, chunkUnreadable } from "./snapshot-sending.ts";
export { nothingRecovered, type Recovered, startRaft } from "./start.ts";
export { transferLeadership } from "./transfer.ts";
