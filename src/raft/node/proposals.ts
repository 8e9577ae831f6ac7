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
import { ReplyQueue } from "./reply-queue.ts";

/** A command for the log. */
export interface Proposal<Answer> {
  readonly command: Uint8Array;
  readonly reply: Reply<Answer>;
}

export class Proposals<Answer> {
  readonly #waiting: ReplyQueue<Answer> = new ReplyQueue();

  /** Enters the command into the log; what the rules refuse goes to who asked. */
  propose(raft: Raft, { command, reply }: Proposal<Answer>): void {
    try {
      this.#waiting.push(propose(raft, command), reply);
    } catch (error) {
      reply.refuse(error);
    }
  }

  /** Moves the replies of those entries over to `into`, for who applies them. */
  handOver(entries: readonly Entry[], into: ReplyQueue<Answer>): void {
    const last = entries.at(-1);
    if (last !== undefined) this.#waiting.moveUpTo(last.index, into);
  }

  /** The node does not lead any more. */
  giveUp(error: OutcomeUnknownError): void {
    this.#waiting.refuse(error);
  }
}
