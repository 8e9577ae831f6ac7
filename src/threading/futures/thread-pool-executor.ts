/**
 * Python's `concurrent.futures.ThreadPoolExecutor`.
 *
 * How many calls run at once is p-limit's to say: each call waits its turn there, and then finds a thread
 * that is idle, or starts one. So there are at most as many threads as p-limit lets run, and fewer where
 * calls end before others come, as in Python.
 *
 * Terms:
 * - A call is waiting until it begins, and active from when p-limit has let it in until it has ended.
 *
 * Invariants:
 * - A call begins at most once, and only while it is waiting. Its future is done when it has ended.
 * - Once the executor is shut down or broken and no call is waiting or active, its threads are dismissed.
 */

import pLimit, { type LimitFunction } from "p-limit";
import { nextNumber } from "../../runtime/live.ts";
import { throwUncaught, writeReport } from "../../runtime/platform.ts";
import { BrokenThreadPool, NotCallableError, RuntimeError, ValueError } from "../errors.ts";
import { Event } from "../event.ts";
import { atExit, notAtExit } from "../exit.ts";
import { traceback } from "../traceback.ts";
import { Executor, type ShutdownOptions } from "./executor.ts";
import { Future } from "./future.ts";
import { PoolThread } from "./pool-thread.ts";

/** A call that was submitted. */
interface Call {
  readonly future: Future<unknown>;
  readonly fn: () => unknown;
}

/** How many threads an executor has, and how each begins. */
export interface ThreadPoolOptions<I extends readonly unknown[] = readonly []> {
  /** How many calls run at once at most; by default 32. */
  readonly maxWorkers?: number;
  /** What its threads are called, before `_0`, `_1` ...; by default `ThreadPoolExecutor-0`, counting up. */
  readonly threadNamePrefix?: string;
  /** Called in each thread before its first call; it may answer a promise. */
  readonly initializer?: (...initargs: I) => unknown;
  /** What `initializer` is called with. */
  readonly initargs?: I;
}

// Python has as many as there are processors, and 4 more, but 32 at most. Threads here share one
// processor whatever the machine has, so the limit alone is left, and a seed runs the same anywhere.
const DEFAULT_MAX_WORKERS = 32;

const BROKEN = "A thread initializer failed, the thread pool is not usable anymore";

/**
 * Runs calls in threads of its own, a number of them at once.
 *
 * ```ts
 * await using pool = new ThreadPoolExecutor({ maxWorkers: 4 });
 * const future = pool.submit(load, url);
 * console.log(await future.result());
 * ```
 */
export class ThreadPoolExecutor<I extends readonly unknown[] = readonly []> extends Executor {
  readonly #limit: LimitFunction;
  readonly #namePrefix: string;
  readonly #initialize: (() => Promise<void>) | undefined;
  readonly #threads: PoolThread[] = [];
  readonly #idle: PoolThread[] = [];
  readonly #waiting: Set<Call> = new Set();
  readonly #dismissed: Event = new Event();
  #active = 0;
  #state: "open" | "shut down" | "broken" = "open";

  /**
   * @throws {ValueError} where `maxWorkers` is no whole number of at least 1; {NotCallableError} where
   * there is an initializer and it is no function.
   */
  constructor(options: ThreadPoolOptions<I> = {}) {
    super();
    const { maxWorkers = DEFAULT_MAX_WORKERS, threadNamePrefix, initializer, initargs } = options;
    if (!Number.isInteger(maxWorkers) || maxWorkers < 1) {
      throw new ValueError(`max_workers must be greater than 0, not ${maxWorkers}`);
    }
    if (initializer !== undefined) {
      if (typeof initializer !== "function") throw new NotCallableError("initializer", initializer);
      this.#initialize = () => this.#initializeWith(initializer, initargs);
    }
    this.#limit = pLimit(maxWorkers);
    this.#namePrefix =
      threadNamePrefix || `ThreadPoolExecutor-${nextNumber("ThreadPoolExecutor") - 1}`;
  }

  /**
   * Has `fn(...args)` called in one of the threads, when its turn comes. The future's result is what it
   * returns, or what its promise brings.
   *
   * @throws {RuntimeError} where the executor was shut down; {BrokenThreadPool} where an initializer has
   * failed; {NotCallableError} where `fn` is no function.
   */
  submit<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>> {
    if (this.#state === "broken") throw new BrokenThreadPool(BROKEN);
    if (this.#state === "shut down") {
      throw new RuntimeError("cannot schedule new futures after shutdown");
    }
    if (typeof fn !== "function") throw new NotCallableError("submit: fn", fn);
    const future = new Future<Awaited<R>>();
    const call: Call = { future, fn: () => fn(...args) };
    this.#waiting.add(call);
    this.#limit(() => this.#letIn(call)).catch(throwUncaught);
    return future;
  }

  // ------------------------------------------------------------------------------ one call's way

  /** p-limit's turn of a call: from finding it a thread until it has ended. */
  async #letIn(call: Call): Promise<void> {
    this.#active++;
    if (!call.future.cancelled()) await this.#onThread(() => this.#perform(call));
    else this.#begin(call);
    this.#active--;
    this.#dismissIfDone();
  }

  #onThread(work: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const thread = this.#idle.pop() ?? this.#startThread();
      thread.hand(async () => {
        await work();
        this.#idle.push(thread);
        resolve();
      });
    });
  }

  #startThread(): PoolThread {
    const name = `${this.#namePrefix}_${this.#threads.length}`;
    const thread = new PoolThread(name, this.#initialize);
    this.#threads.push(thread);
    atExit(this.#close);
    thread.start();
    return thread;
  }

  async #perform(call: Call): Promise<void> {
    if (!this.#begin(call)) return;
    let result: unknown;
    try {
      result = await call.fn();
    } catch (error) {
      call.future.setException(error);
      return;
    }
    call.future.setResult(result);
  }

  /** Whether the call is to run: it was neither cancelled nor dropped. */
  #begin(call: Call): boolean {
    return this.#waiting.delete(call) && call.future.setRunningOrNotifyCancel();
  }

  async #initializeWith(initializer: (...args: I) => unknown, initargs?: I): Promise<void> {
    try {
      await initializer(...((initargs ?? []) as unknown as I));
    } catch (error) {
      writeReport(`Exception in initializer:\n${traceback(error)}`);
      this.#break();
    }
  }

  // ----------------------------------------------------------------------------------- its end

  #break(): void {
    this.#state = "broken";
    this.#drop((future) => future.setException(new BrokenThreadPool(BROKEN)));
    this.#dismissIfDone();
  }

  /** Ends the futures of the calls that wait; those that were cancelled are let go. */
  #drop(end: (future: Future<unknown>) => void): void {
    this.#limit.clearQueue();
    for (const call of this.#waiting) {
      this.#waiting.delete(call);
      if (!call.future.cancelled()) end(call.future);
      if (call.future.cancelled()) call.future.setRunningOrNotifyCancel();
    }
  }

  /**
   * Takes no further calls, and resolves when all that were submitted have ended and so have the threads.
   * With `wait: false` it resolves at once, and they end all the same. It may be called again.
   * With `cancelFutures: true` the calls that have not begun are cancelled.
   */
  async shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    this.#close();
    if (cancelFutures) this.#drop((future) => future.cancel());
    this.#dismissIfDone();
    if (!wait) return;
    await this.#dismissed.wait();
    for (const thread of this.#threads) await thread.join();
  }

  readonly #close = (): void => {
    if (this.#state === "open") this.#state = "shut down";
    this.#dismissIfDone();
  };

  #dismissIfDone(): void {
    if (this.#state === "open" || this.#active > 0 || this.#waiting.size > 0) return;
    notAtExit(this.#close);
    this.#dismissed.set();
    for (const thread of this.#threads) thread.dismiss();
  }
}
