/**
 * Python's `concurrent.futures.as_completed`.
 *
 * Invariants:
 * - Each future comes once, the completed ones first, then the others as they are completed.
 * - It observes futures from the call until they have come, the time has run out or the loop has ended.
 */

import { now } from "../../runtime/clock.ts";
import { Empty, TimeoutError } from "../errors.ts";
import { SimpleQueue } from "../queue/simple-queue.ts";
import { endless } from "../timeout.ts";
import { type Future, isCompleted, observe, unobserve } from "./future.ts";

/**
 * The futures, of any executors, as they are completed: `for await (const future of asCompleted(futures))`.
 * `timeoutMs` is how many milliseconds after this call the last of them must have come.
 *
 * @throws {TimeoutError} from the loop, where one has not come in time.
 */
export function asCompleted<F extends Future<unknown>>(
  futures: Iterable<F>,
  { timeoutMs }: { readonly timeoutMs?: number } = {},
): AsyncIterableIterator<F> {
  return new AsCompleted(new Set(futures), endless(timeoutMs) ? undefined : now() + timeoutMs);
}

class AsCompleted<F extends Future<unknown>> implements AsyncIterableIterator<F> {
  readonly #total: number;
  readonly #endMs: number | undefined;
  readonly #completed: SimpleQueue<F> = new SimpleQueue<F>();
  /** Those that have not been handed out. */
  readonly #left: Set<F>;

  constructor(futures: Set<F>, endMs: number | undefined) {
    this.#left = futures;
    this.#total = futures.size;
    this.#endMs = endMs;
    for (const future of futures) {
      if (isCompleted(future)) this.#completed.put(future);
      else observe(future, this);
    }
  }

  completed(future: Future<unknown>): void {
    this.#completed.put(future as F);
  }

  async next(): Promise<IteratorResult<F, undefined>> {
    if (this.#left.size === 0) return { value: undefined, done: true };
    const future = await this.#nextCompleted();
    this.#left.delete(future);
    unobserve(future, this);
    return { value: future, done: false };
  }

  async #nextCompleted(): Promise<F> {
    if (this.#endMs === undefined || !this.#completed.empty()) return this.#completed.get();
    try {
      return await this.#completed.get(Math.max(0, this.#endMs - now()));
    } catch (error) {
      if (!(error instanceof Empty)) throw error;
      const unfinished = this.#left.size;
      this.#forget();
      throw new TimeoutError(`${unfinished} (of ${this.#total}) futures unfinished`);
    }
  }

  /** Ends the loop: no future is observed any more. */
  return(): Promise<IteratorResult<F, undefined>> {
    this.#forget();
    return Promise.resolve({ value: undefined, done: true });
  }

  #forget(): void {
    for (const future of this.#left) unobserve(future, this);
    this.#left.clear();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
