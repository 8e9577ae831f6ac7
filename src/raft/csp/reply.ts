/**
 * How a request gets its answer: each brings a channel of its own with room for one, so that whoever
 * answers never waits, whether or not anyone still listens.
 *
 * Invariants:
 * - Whoever waits is answered or refused, or sees the channel closed when the node has ended.
 * - A reply is answered or refused once. So when its outcome has been received nobody else refers to it,
 *   and it serves the next request: Go's leaky buffer of free channels (Effective Go). Making a channel
 *   costs more than a commit.
 */

import { type Chan, chan } from "../../csp/index.ts";
import type { Reply } from "../node/reply.ts";

export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

export class ReplyChannel<T> implements Reply<T> {
  /** Where the outcome is received. */
  readonly outcome: Chan<Outcome<T>> = chan<Outcome<T>>(1);

  answer(value: T): void {
    this.outcome.trySend({ value });
  }

  refuse(error: unknown): void {
    this.outcome.trySend({ error });
  }
}

/** What was answered; throws what it was refused with. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

/** The replies that the callers of a node wait for. */
export class Replies {
  readonly #waiting: Set<ReplyChannel<unknown>> = new Set();
  readonly #free: ReplyChannel<unknown>[] = [];

  open<T>(): ReplyChannel<T> {
    const reply = this.#free.pop() ?? new ReplyChannel<unknown>();
    this.#waiting.add(reply);
    return reply as ReplyChannel<T>;
  }

  /** Its outcome was received. */
  free<T>(reply: ReplyChannel<T>): void {
    this.#waiting.delete(reply);
    if (this.#free.length < MOST_FREE) this.#free.push(reply);
  }

  /** Nobody waits any more, and it may come to be answered all the same. */
  abandon<T>(reply: ReplyChannel<T>): void {
    this.#waiting.delete(reply);
  }

  /** The node has ended: nobody will answer any more. */
  end(): void {
    for (const { outcome } of this.#waiting) outcome.close();
  }
}

const MOST_FREE = 1_024;
