/**
 * Reads that wait for the leader to be confirmed (thesis 6.4). Once one is, it goes to the applier, which
 * answers it when the state machine has come that far.
 *
 * Invariants:
 * - A read ends once: handed over, refused, or given up after two election timeouts, since the message
 *   that a follower passed it on with may be lost.
 * - `#waiting` is in the order of asking, so the oldest is the first.
 */

import {
  type Effects,
  forgetRead,
  type Raft,
  requestLeaseRead,
  requestRead,
} from "../rules/index.ts";
import { ReadAbandonedError } from "./errors.ts";
import type { ReadConsistency } from "./node.ts";
import type { Reply } from "./reply.ts";

export interface Read {
  readonly query: () => unknown;
  readonly consistency: ReadConsistency;
  readonly reply: Reply<unknown>;
}

/** A read that may be answered once everything up to the index is applied. */
export interface ConfirmedRead {
  readonly readIndex: number;
  readonly read: Read;
}

interface WaitingRead {
  readonly read: Read;
  readonly sinceMs: number;
}

export class Reads {
  readonly #waiting: Map<number, WaitingRead> = new Map();
  #lastId = 0;

  /** Asks for the read; what the rules refuse goes to who asked. */
  request(raft: Raft, read: Read, nowMs: number): void {
    const id = ++this.#lastId;
    const ask = read.consistency === "lease" ? requestLeaseRead : requestRead;
    try {
      ask(raft, id, nowMs);
    } catch (error) {
      read.reply.refuse(error);
      return;
    }
    this.#waiting.set(id, { read, sinceMs: nowMs });
  }

  /** Hands over what is confirmed, and gives up what the rules have abandoned. */
  settle({ options }: Raft, effects: Effects, into: ConfirmedRead[]): void {
    for (const { id, readIndex } of effects.reads) {
      const read = this.#take(id);
      if (read !== undefined) into.push({ readIndex, read });
    }
    for (const id of effects.abandonedReads)
      this.#take(id)?.reply.refuse(new ReadAbandonedError(options.id));
  }

  /** Gives up what has waited too long. */
  expire(raft: Raft, nowMs: number): void {
    const { id: node, electionTimeoutMs } = raft.options;
    for (const [id, { sinceMs }] of this.#waiting) {
      if (nowMs - sinceMs < 2 * electionTimeoutMs) return;
      forgetRead(raft, id);
      this.#take(id)?.reply.refuse(new ReadAbandonedError(node));
    }
  }

  #take(id: number): Read | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting?.read;
  }
}
