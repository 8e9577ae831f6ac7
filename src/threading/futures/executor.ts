/**
 * What all executors share: Python's `concurrent.futures.Executor`, and its `map`.
 *
 * Invariant: `map` submits all its calls at once, and cancels those that have not begun when its results
 * are wanted no more.
 */

import { now } from "../../runtime/clock.ts";
import { endless } from "../timeout.ts";
import type { Future } from "./future.ts";

/** One iterable for each parameter of a function. */
export type Iterables<A extends readonly unknown[]> = { readonly [K in keyof A]: Iterable<A[K]> };

/** How long `map` waits. */
export interface MapOptions {
  /** How many milliseconds after the call of `map` the last result must have come. */
  readonly timeoutMs?: number;
}

/** What becomes of calls that are under way at a shutdown. */
export interface ShutdownOptions {
  /** Whether to wait until all calls have ended; by default it does. */
  readonly wait?: boolean;
  /** Whether to cancel the calls that have not begun; by default they are run. */
  readonly cancelFutures?: boolean;
}

/** Runs calls elsewhere. `await using` stands for Python's `with`: it shuts down, and waits. */
export abstract class Executor implements AsyncDisposable {
  /** Has `fn(...args)` called; answers the future of what it returns, or of what its promise brings. */
  abstract submit<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Future<Awaited<R>>;

  /** Takes no further calls. */
  abstract shutdown(options?: ShutdownOptions): Promise<void>;

  /**
   * Has `fn` called with the first of each iterable, then with the second of each, until one of them
   * ends; all these calls are submitted at once. The results come in that order: `for await (const
   * result of pool.map(fn, values))`. With options as the last argument, they come in time or the loop
   * throws.
   *
   * @throws from the loop: what a call has thrown, in its place; {TimeoutError} where a result has not
   * come in time. The calls that have not begun are cancelled then, and when the loop is left.
   */
  map<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    ...iterables: Iterables<A>
  ): AsyncIterableIterator<Awaited<R>>;
  map<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    ...iterablesAndOptions: [...iterables: Iterables<A>, options: MapOptions]
  ): AsyncIterableIterator<Awaited<R>>;
  map<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    ...rest: (Iterable<unknown> | MapOptions)[]
  ): AsyncIterableIterator<Awaited<R>> {
    const iterables = rest.filter(isIterable);
    const { timeoutMs }: MapOptions = rest.find(isOptions) ?? {};
    const endMs = endless(timeoutMs) ? undefined : now() + timeoutMs;
    const futures = [...zip(iterables)].map((args) => this.submit(fn, ...(args as unknown as A)));
    return new Results(futures, endMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}

function isIterable(value: Iterable<unknown> | MapOptions): value is Iterable<unknown> {
  return Symbol.iterator in Object(value);
}

function isOptions(value: Iterable<unknown> | MapOptions): value is MapOptions {
  return !isIterable(value);
}

/** Python's zip: the first of each, then the second of each, until one has no more. */
function* zip(iterables: readonly Iterable<unknown>[]): Generator<unknown[], void, undefined> {
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  while (iterators.length > 0) {
    const row: unknown[] = [];
    for (const iterator of iterators) {
      const step = iterator.next();
      if (step.done === true) return;
      row.push(step.value);
    }
    yield row;
  }
}

/** The results of futures, in order. */
class Results<R> implements AsyncIterableIterator<R> {
  readonly #futures: Future<R>[];
  readonly #endMs: number | undefined;

  constructor(futures: readonly Future<R>[], endMs: number | undefined) {
    this.#futures = futures.toReversed();
    this.#endMs = endMs;
  }

  async next(): Promise<IteratorResult<R, undefined>> {
    const future = this.#futures.pop();
    if (future === undefined) return { value: undefined, done: true };
    const leftMs = this.#endMs === undefined ? undefined : this.#endMs - now();
    try {
      return { value: await future.result(leftMs), done: false };
    } catch (error) {
      future.cancel();
      this.#cancel();
      throw error;
    }
  }

  /** Ends the loop: the calls that have not begun are cancelled. */
  return(): Promise<IteratorResult<R, undefined>> {
    this.#cancel();
    return Promise.resolve({ value: undefined, done: true });
  }

  #cancel(): void {
    for (const future of this.#futures) future.cancel();
    this.#futures.length = 0;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
