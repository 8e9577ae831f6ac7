/**
 * Handing leadership over (thesis 3.10): the leader stops taking proposals, brings the target's log up
 * to its own, and tells the target to start an election at once, which the others let pass.
 *
 * Invariants:
 * - While a transfer is under way nothing new enters the log, so the target can catch up.
 * - After an election timeout the leader takes up its work again; the target may be down.
 * - Once TimeoutNow is sent, the leader trusts no lease for the rest of its term: that message may be
 *   acted on however late it comes (6.4.1).
 */

import { settleConfiguration } from "./commit.ts";
import { isVoter, type NodeId } from "./configuration.ts";
import { startElection } from "./election.ts";
import { ConfigurationError, NotLeaderError, TransferInProgressError } from "./errors.ts";
import { lastIndex } from "./log.ts";
import { isPromotable } from "./members.ts";
import type { TimeoutNow } from "./messages.ts";
import { send } from "./outbox.ts";
import { configurationOfNow, observeTime, type Raft } from "./raft.ts";

/**
 * Begins to hand leadership to a voter. It has succeeded when this node follows the target; it has
 * failed when `raft.transfer` is null while this node still leads. Throws NotLeaderError,
 * TransferInProgressError if one to another node is under way, and ConfigurationError if the target
 * does not vote or leads already.
 */
export function transferLeadership(raft: Raft, target: NodeId, nowMs: number): void {
  const { id } = raft.options;
  if (raft.role !== "leader") throw new NotLeaderError(id, raft.role, raft.leader);
  if (raft.transfer !== null && raft.transfer.target !== target)
    throw new TransferInProgressError(raft.transfer.target);
  if (target === id || !isVoter(configurationOfNow(raft), target))
    throw new ConfigurationError(
      `node ${target} ${target === id ? "leads already" : "does not vote"}; it cannot take over`,
    );
  observeTime(raft, nowMs);
  if (raft.transfer !== null) return;
  raft.transfer = { target, sinceMs: raft.nowMs };
  handOver(raft);
}

/** Sends TimeoutNow if the target has all of the leader's log. */
export function handOver(raft: Raft): void {
  const target = raft.transfer?.target;
  if (target === undefined || raft.matchOf(target) < lastIndex(raft.log)) return;
  raft.leaseGivenUp = true;
  send(raft, { kind: "timeoutNow", from: raft.options.id, to: target, term: raft.term });
}

/** Gives a transfer up that has taken an election timeout. */
export function expireTransfer(raft: Raft): void {
  const { transfer } = raft;
  if (transfer === null || raft.nowMs - transfer.sinceMs < raft.options.electionTimeoutMs) return;
  raft.transfer = null;
  settleConfiguration(raft);
}

/** The leader wants this node to take over: no pre-vote, for the leader makes way (thesis 3.10). */
export function receiveTimeoutNow(raft: Raft, message: TimeoutNow): void {
  if (raft.role !== "follower" || raft.leader !== message.from || !isPromotable(raft)) return;
  startElection(raft, "transfer");
}
