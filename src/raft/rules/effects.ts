/**
 * What is to be done: the other end of every function of these rules. After one input, or after as many
 * as were waiting, the owner takes the effects and carries them out.
 *
 * Invariants:
 * - Every effect is given out once.
 * - Committed entries come in the order of the log, without gaps, each once; entries that follow a
 *   snapshot come after the effects that restored it.
 */

import { issueWrite, isUnwritten, type Write } from "./durability.ts";
import type { Entry } from "./entry.ts";
import { entriesBetween, lastIndex, noEntries } from "./log.ts";
import type { Message, SnapshotDescription } from "./messages.ts";
import type { ChunkRequest, Raft, ReadyRead, Role } from "./raft.ts";
import { startReadRound } from "./reads.ts";

/** Who leads now, as far as this node knows. */
export interface RoleChange {
  readonly role: Role;
  readonly term: number;
  readonly leader: number | null;
}

export interface Effects {
  /** To send at once, beside the write: to each node in this order, if the transport keeps one. */
  readonly messages: readonly Message[];
  /** To make durable after all writes before it; then `persisted`. */
  readonly write: Write | null;
  /**
   * The state machine is to become that of the snapshot which storage holds now, this one or a later
   * one; then `applied` with its index, and only then what `committed` brings from here on.
   */
  readonly restore: SnapshotDescription | null;
  /** To apply in order: commands to the state machine, the rest only counts; then `applied`. */
  readonly committed: readonly Entry[];
  /** Reads to answer once their index is applied. */
  readonly reads: readonly ReadyRead[];
  /** Reads that will not become ready: ask again, perhaps elsewhere. */
  readonly abandonedReads: readonly number[];
  /** Pieces of the snapshot that storage is to read; then `chunkRead` or `chunkUnreadable`. */
  readonly chunkRequests: readonly ChunkRequest[];
  /** Role, term or leader as they are now, if any has changed since the effects before. */
  readonly roleChange: RoleChange | null;
}

/** Takes everything that is to be done by now. */
export function takeEffects(raft: Raft): Effects {
  startReadRound(raft);
  return {
    messages: takeMessages(raft),
    write: takeWrite(raft),
    restore: takeRestore(raft),
    committed: takeCommitted(raft),
    reads: takeReads(raft),
    abandonedReads: takeAbandoned(raft),
    chunkRequests: takeChunkRequests(raft),
    roleChange: takeRoleChange(raft),
  };
}

function takeMessages(raft: Raft): readonly Message[] {
  if (raft.outbox.length === 0) return none;
  const messages = raft.outbox;
  raft.outbox = [];
  return messages;
}

/** While many writes are under way, what changes gathers for one larger write (group commit). */
function takeWrite(raft: Raft): Write | null {
  const { durability, options } = raft;
  const last = lastIndex(raft.log);
  if (!isUnwritten(durability, last)) return null;
  if (durability.writesIssued - durability.writesPersisted >= options.maxInflightWrites)
    return null;
  const { term, votedFor } = raft;
  const hardState = durability.hardStateChanged ? { term, votedFor } : null;
  const chunks = durability.chunks.length > 0 ? durability.chunks : none;
  const entries = entriesBetween(raft.log, durability.handedIndex + 1, last);
  return { number: issueWrite(durability, last), hardState, chunks, entries };
}

function takeRestore(raft: Raft): SnapshotDescription | null {
  const { restore } = raft;
  raft.restore = null;
  return restore;
}

function takeCommitted(raft: Raft): readonly Entry[] {
  const { deliveredIndex, appliedIndex, commitIndex, log, options } = raft;
  if (deliveredIndex >= commitIndex || deliveredIndex < log.purgedIndex) return noEntries;
  const to = Math.min(commitIndex, appliedIndex + options.maxApplyingEntries);
  if (to <= deliveredIndex) return noEntries;
  raft.deliveredIndex = to;
  return entriesBetween(log, deliveredIndex + 1, to);
}

function takeReads(raft: Raft): readonly ReadyRead[] {
  if (raft.readyReads.length === 0) return none;
  const reads = raft.readyReads;
  raft.readyReads = [];
  return reads;
}

function takeAbandoned(raft: Raft): readonly number[] {
  if (raft.abandonedReads.length === 0) return none;
  const reads = raft.abandonedReads;
  raft.abandonedReads = [];
  return reads;
}

function takeChunkRequests(raft: Raft): readonly ChunkRequest[] {
  if (raft.chunkRequests.length === 0) return none;
  const requests = raft.chunkRequests;
  raft.chunkRequests = [];
  return requests;
}

function takeRoleChange(raft: Raft): RoleChange | null {
  if (!raft.roleChanged) return null;
  raft.roleChanged = false;
  const { role, term, leader } = raft;
  return { role, term, leader };
}

const none: readonly never[] = Object.freeze<never[]>([]);
