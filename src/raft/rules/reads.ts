/**
 * Linearizable reads that add nothing to the log (Raft paper 8, thesis 6.4): by a read index that a
 * round of heartbeats confirms, or by a lease (6.4.1). One round serves every read that waits.
 *
 * Invariants:
 * - A read's index is a commit index that the leader knew after the read came, in a term in which it
 *   has committed an entry of its own.
 * - It becomes ready only if the leader was leader after the read came: a majority has answered a
 *   round that was sent later, or the lease holds.
 * - Each read ends in readyReads or in abandonedReads, once; a read that was passed on to the leader
 *   ends in neither if a message is lost, and its owner's patience decides.
 */

import { hasCommittedInTerm } from "./commit.ts";
import { LimitError, NotLeaderError, RangeOfStateError } from "./errors.ts";
import { sendHeartbeats } from "./heartbeat.ts";
import type { ReadReply, ReadRequest } from "./messages.ts";
import { send } from "./outbox.ts";
import { configurationOfNow, observeTime, type Raft, type WaitingRead } from "./raft.ts";

/**
 * Asks for a read, on the leader or on a follower that knows it. `id` is the owner's and must not be
 * that of another read that still waits. Throws NotLeaderError where no leader is known, LimitError
 * if too many reads wait, RangeOfStateError if the id is no whole number or waits already.
 */
export function requestRead(raft: Raft, id: number, nowMs: number): void {
  const { options } = raft;
  if (!Number.isSafeInteger(id)) throw new RangeOfStateError(`${id} is no id of a read`);
  if (raft.leader === null) throw new NotLeaderError(options.id, raft.role, null);
  const waiting = raft.waitingReads.length + raft.forwardedReads.size;
  if (waiting >= options.maxWaitingReads)
    throw new LimitError("reads that wait", waiting + 1, options.maxWaitingReads);
  if (raft.forwardedReads.has(id)) throw new RangeOfStateError(`read ${id} waits already`);
  observeTime(raft, nowMs);
  if (raft.role === "leader") {
    raft.waitingReads.push({ from: null, reader: options.reader, id });
    return;
  }
  raft.forwardedReads.add(id);
  send(raft, {
    kind: "readRequest",
    from: options.id,
    to: raft.leader,
    term: raft.term,
    reader: options.reader,
    id,
  });
}

/**
 * Asks for a read by lease: it is ready at once, without a message, if this node leads and the lease
 * holds at `nowMs`. That is safe only as long as no clock runs faster than clockDriftBound allows.
 * Everywhere else it is `requestRead`.
 */
export function requestLeaseRead(raft: Raft, id: number, nowMs: number): void {
  observeTime(raft, nowMs);
  if (raft.role === "leader" && nowMs >= raft.nowMs && holdsLease(raft))
    raft.readyReads.push({ id, readIndex: raft.commitIndex });
  else requestRead(raft, id, nowMs);
}

/** Whether no other node can have become leader by now, if the clocks keep their bound (6.4.1). */
export function holdsLease(raft: Raft): boolean {
  if (raft.role !== "leader" || raft.leaseGivenUp || !hasCommittedInTerm(raft)) return false;
  const { id, electionTimeoutMs, clockDriftBound } = raft.options;
  const agreedSentMs = raft.decisions.agreedValue(configurationOfNow(raft), (node) =>
    node === id
      ? raft.nowMs
      : (raft.progress.get(node)?.answeredSentMs ?? Number.NEGATIVE_INFINITY),
  );
  return raft.nowMs < raft.decisions.leaseEndMs(agreedSentMs, electionTimeoutMs, clockDriftBound);
}

/**
 * Gives the waiting reads their index and starts a round for them, unless one is under way: then they
 * wait for its end, and share the next.
 */
export function startReadRound(raft: Raft): void {
  if (raft.waitingReads.length === 0 || raft.readRounds.length > 0) return;
  if (!hasCommittedInTerm(raft)) return;
  const reads = raft.waitingReads;
  raft.waitingReads = [];
  raft.readRounds.push({ readIndex: raft.commitIndex, reads, round: sendHeartbeats(raft) });
  confirmReads(raft);
}

/** Readies the reads whose round a majority has answered. */
export function confirmReads(raft: Raft): void {
  if (raft.readRounds.length === 0) return;
  const { id } = raft.options;
  const confirmed = raft.decisions.confirmedRound(configurationOfNow(raft), (node) =>
    node === id ? raft.round : (raft.progress.get(node)?.answeredRound ?? 0),
  );
  let next = raft.readRounds[0];
  while (next !== undefined && next.round <= confirmed) {
    for (const read of next.reads) ready(raft, read, next.readIndex);
    raft.readRounds.shift();
    next = raft.readRounds[0];
  }
}

/** The owner has lost patience with a read that was passed on to the leader: forgets it. */
export function forgetRead(raft: Raft, id: number): void {
  raft.forwardedReads.delete(id);
}

/** A follower wants a read index. One too many is dropped; the follower will ask again. */
export function receiveReadRequest(raft: Raft, message: ReadRequest): void {
  if (raft.role !== "leader") return;
  if (raft.waitingReads.length >= raft.options.maxWaitingReads) return;
  raft.waitingReads.push({ from: message.from, reader: message.reader, id: message.id });
}

export function receiveReadReply(raft: Raft, message: ReadReply): void {
  if (message.reader !== raft.options.reader || message.from !== raft.leader) return;
  if (!raft.forwardedReads.delete(message.id)) return;
  raft.readyReads.push({ id: message.id, readIndex: message.readIndex });
}

function ready(raft: Raft, { from, reader, id }: WaitingRead, readIndex: number): void {
  if (from === null) {
    raft.readyReads.push({ id, readIndex });
    return;
  }
  const { id: self } = raft.options;
  send(raft, { kind: "readReply", from: self, to: from, term: raft.term, reader, id, readIndex });
}
