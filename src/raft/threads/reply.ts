/**
 * How a request gets its answer: each has a Future, which its caller waits for.
 *
 * Invariant: the first to settle it wins, be it an answer, a refusal, or the caller's own cancellation.
 */

import { type Cancel, type CancelSignal, signalOf } from "../../runtime/cancel.ts";
import { Future } from "../../threading/futures/future.ts";
import type { Reply } from "../node/reply.ts";

export class FutureReply<T> implements Reply<T> {
  readonly #future: Future<T> = new Future();

  answer(value: T): void {
    if (!this.#future.done()) this.#future.setResult(value);
  }

  refuse(error: unknown): void {
    if (!this.#future.done()) this.#future.setException(error);
  }

  /** Whether nobody waits any more. */
  get isOver(): boolean {
    return this.#future.done();
  }

  /** What was answered. Throws what it was refused with, or the reason why `cancel` was. */
  result(cancel: Cancel | undefined): Promise<T> {
    return cancel === undefined ? this.#future.result() : this.#resultUnless(signalOf(cancel));
  }

  async #resultUnless(signal: CancelSignal): Promise<T> {
    const giveUp = () => this.refuse(signal.reason);
    signal.addEventListener("abort", giveUp);
    try {
      return await this.#future.result();
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }
}
