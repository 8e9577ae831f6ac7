/**
 * Who waits for the answers to commands, in the order of the log.
 *
 * Invariants:
 * - Log indexes ascend: a reply that is added belongs to a later entry than all before it.
 * - Each operation costs the same however many wait; what was taken out is let go of.
 */

import type { Reply } from "./reply.ts";

export class ReplyQueue<Answer> {
  // Side by side and not as pairs: there is one for each command under way.
  #indexes: number[] = [];
  #replies: (Reply<Answer> | null)[] = [];
  #head = 0;

  push(index: number, reply: Reply<Answer>): void {
    this.#indexes.push(index);
    this.#replies.push(reply);
  }

  /** Takes out the reply of the entry at the index; those of earlier entries are out already. */
  take(index: number): Reply<Answer> | null {
    return this.#indexes[this.#head] === index ? this.#takeFirst() : null;
  }

  /** Moves the replies of all entries up to the index over to `into`, whose own are earlier. */
  moveUpTo(index: number, into: ReplyQueue<Answer>): void {
    while ((this.#indexes[this.#head] ?? Number.POSITIVE_INFINITY) <= index)
      into.push(this.#indexes[this.#head] as number, this.#takeFirst());
  }

  /** Refuses all. */
  refuse(error: unknown): void {
    for (const reply of this.#replies) reply?.refuse(error);
    this.#clear();
  }

  #takeFirst(): Reply<Answer> {
    const reply = this.#replies[this.#head] as Reply<Answer>;
    this.#replies[this.#head++] = null;
    if (this.#head === this.#replies.length) this.#clear();
    else if (this.#head >= LONGEST_GONE && this.#head * 2 >= this.#replies.length) this.#sweep();
    return reply;
  }

  #clear(): void {
    this.#indexes.length = 0;
    this.#replies.length = 0;
    this.#head = 0;
  }

  #sweep(): void {
    this.#indexes.splice(0, this.#head);
    this.#replies.splice(0, this.#head);
    this.#head = 0;
  }
}

/** How many places of those taken out may stand before the others, whatever the length. */
const LONGEST_GONE = 256;
