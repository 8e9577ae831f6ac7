/**
 * Commands that were proposed here and are not applied yet, and who waits for their answers.
 *
 * Invariants:
 * - All are of the leader's present term: when it ceases to lead, all are given up, since it will not
 *   tell then which of them came to be committed.
 * - So an entry that is committed while this node still leads its term is the one that was proposed.
 */

import { type Entry, propose, type Raft } from "../rules/index.ts";
import type { OutcomeUnknownError } from "./errors.ts";
import type { Reply } from "./reply.ts";

/** A command for the log. */
export interface Proposal<Answer> {
  readonly command: Uint8Array;
  readonly reply: Reply<Answer>;
}

export class Proposals<Answer> {
  readonly #waiting: Map<number, Reply<Answer>> = new Map();

  /** Enters the command into the log; what the rules refuse goes to who asked. */
  propose(raft: Raft, { command, reply }: Proposal<Answer>): void {
    try {
      this.#waiting.set(propose(raft, command), reply);
    } catch (error) {
      reply.refuse(error);
    }
  }

  /** Moves the replies of those entries over to `into`, for who applies them. */
  handOver(entries: readonly Entry[], into: Map<number, Reply<Answer>>): void {
    if (this.#waiting.size === 0) return;
    for (const { index } of entries) {
      const reply = this.#waiting.get(index);
      if (reply === undefined) continue;
      this.#waiting.delete(index);
      into.set(index, reply);
    }
  }

  /** The node does not lead any more. */
  giveUp(error: OutcomeUnknownError): void {
    for (const reply of this.#waiting.values()) reply.refuse(error);
    this.#waiting.clear();
  }
}
