/**
 * How a request gets its answer: each brings a channel of its own with room for one, so that whoever
 * answers never waits, whether or not anyone still listens.
 */

import { type Chan, chan, type RecvChan } from "../../csp/index.ts";
import type { Reply } from "../node/reply.ts";

export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

export class ReplyChannel<T> implements Reply<T> {
  readonly #channel: Chan<Outcome<T>> = chan<Outcome<T>>(1);

  /** Where the outcome is received. */
  get outcome(): RecvChan<Outcome<T>> {
    return this.#channel;
  }

  answer(value: T): void {
    this.#channel.trySend({ value });
  }

  refuse(error: unknown): void {
    this.#channel.trySend({ error });
  }
}

/** What was answered; throws what it was refused with. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}
