/**
 * Python's `concurrent.futures.ProcessPoolExecutor`, on threads of the platform's in the place of processes: each has
 * a heap of its own, and what it is given is copied.
 *
 * Invariants:
 * - Calls begin in the order in which they were submitted, each on a worker that has none.
 * - A call that waits can be cancelled; one that has been given to a worker cannot.
 * - When a worker ends that was not told to, the pool is broken: all that was submitted fails, and nothing more is
 *   taken.
 * - When the executor is shut down or broken and no call is left, its workers are dismissed; `main` waits for that by
 *   the manager, which is a Thread, as Python's is.
 */

import { nextNumber } from "../../runtime/live.ts";
import { cores, type HostEnd, home, KeepAlive, newSlot, placeOf } from "../../workers/index.ts";
import { BrokenProcessPool, NotCallableError, RuntimeError, ValueError } from "../errors.ts";
import { Event } from "../event.ts";
import { atExit, notAtExit } from "../exit.ts";
import { Executor, type ShutdownOptions } from "../futures/executor.ts";
import { Future } from "../futures/future.ts";
import { Thread } from "../thread.ts";
import { checkBootstrapped } from "./bootstrapping.ts";
import { type Call, type Employer, type Initializer, PoolProcess } from "./pool-process.ts";

/** How many processes an executor has, and how each begins. */
export interface ProcessPoolOptions<I extends readonly unknown[] = readonly []> {
  /** How many workers there are at most; by default as many as this process may use cores. */
  readonly maxWorkers?: number;
  /** Called on each worker before its first call: a function marked by `portable`. It may answer a promise. */
  readonly initializer?: (...initargs: I) => unknown;
  /** What `initializer` is called with. */
  readonly initargs?: I;
}

const BROKEN = "A child process terminated abruptly, the process pool is not usable anymore";
const TERMINATED =
  "A process in the process pool was terminated abruptly while the future was running or pending.";

/**
 * Runs calls on workers of its own, at the same time. What is called is marked by `portable`; what it takes and
 * returns must be able to go to another thread.
 *
 * ```ts
 * await using pool = new ProcessPoolExecutor({ maxWorkers: 2 });
 * const future = pool.submit(countPrimes, 2, 100_000);
 * console.log(await future.result());
 * ```
 */
export class ProcessPoolExecutor<I extends readonly unknown[] = readonly []>
  extends Executor
  implements Employer
{
  readonly #maxWorkers: number;
  readonly #name: string;
  readonly #initializer: Initializer;
  readonly #keepAlive: KeepAlive = new KeepAlive();
  readonly #workers: Set<PoolProcess> = new Set();
  readonly #idle: PoolProcess[] = [];
  readonly #waiting: Set<Call> = new Set();
  readonly #gone: Event = new Event();
  #manager: Thread | null = null;
  #started = 0;
  #state: "open" | "shut down" | "broken" = "open";

  /**
   * @throws {ValueError} where `maxWorkers` is no whole number of at least 1; {NotCallableError} where there is an
   * initializer and it is no function; {NotPortableError} where it was not marked by `portable`.
   */
  constructor(options: ProcessPoolOptions<I> = {}) {
    super();
    const { maxWorkers = cores(), initializer, initargs } = options;
    if (!Number.isInteger(maxWorkers) || maxWorkers < 1) {
      throw new ValueError(`max_workers must be greater than 0, not ${maxWorkers}`);
    }
    if (initializer !== undefined && typeof initializer !== "function") {
      throw new NotCallableError("initializer", initializer);
    }
    this.#maxWorkers = maxWorkers;
    this.#name = `ProcessPoolExecutor-${nextNumber("ProcessPoolExecutor") - 1}`;
    this.#initializer = {
      fn: initializer && placeOf(initializer),
      args: () => packed(initargs ?? []),
    };
  }

  /**
   * Has `fn(...args)` called on one of the workers, when its turn comes. The future's result is a copy of what it
   * returns, or of what its promise brings.
   *
   * @throws {RuntimeError} where the executor was shut down, or a module submits that a new thread imports; {BrokenProcessPool} where a worker has ended abruptly;
   * {NotCallableError} where `fn` is no function; {NotPortableError} where it was not marked by `portable`;
   * {CannotCrossError} where an argument cannot go to another thread.
   */
  submit<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>> {
    if (this.#state === "broken") throw new BrokenProcessPool(BROKEN);
    if (this.#state === "shut down") {
      throw new RuntimeError("cannot schedule new futures after shutdown");
    }
    if (typeof fn !== "function") throw new NotCallableError("submit: fn", fn);
    checkBootstrapped(this.#name);
    const place = placeOf(fn);
    const future = new Future<Awaited<R>>();
    this.#waiting.add({ future, fn: place, args: packed(args) });
    this.#manage();
    this.#giveOut();
    return future;
  }

  // ------------------------------------------------------------------------------ one call's way

  #giveOut(): void {
    let worker: PoolProcess | null = null;
    for (const call of this.#waiting) {
      if (call.future.cancelled()) {
        this.#drop(call);
        call.future.setRunningOrNotifyCancel();
        continue;
      }
      worker ??= this.#idle.pop() ?? this.#newWorker();
      if (worker === null) continue;
      this.#waiting.delete(call);
      call.future.setRunningOrNotifyCancel();
      worker.give(call);
      worker = null;
    }
    this.#keepAlive.set(this.#isBusy);
    this.#dismissIfDone();
  }

  get #isBusy(): boolean {
    if (this.#waiting.size > 0) return true;
    return [...this.#workers].some((worker) => worker.call !== null);
  }

  #newWorker(): PoolProcess | null {
    if (this.#workers.size >= this.#maxWorkers) return null;
    const worker = new PoolProcess(`${this.#name}_${this.#started++}`, this.#initializer, this);
    this.#workers.add(worker);
    return worker;
  }

  idle(worker: PoolProcess): void {
    if (this.#state !== "broken") this.#idle.push(worker);
    this.#giveOut();
  }

  // A call that will not be given to a worker gives up what it brings.
  #drop(call: Call): void {
    this.#waiting.delete(call);
    home().slots.discard(call.args);
  }

  // ----------------------------------------------------------------------------------- its end

  /** A worker has ended. @internal */
  ended(worker: PoolProcess, end: HostEnd): void {
    this.#workers.delete(worker);
    if (this.#state === "broken") worker.call?.future.setException(broken(end));
    else if (!this.#isDone || worker.call !== null) this.#break(worker, end);
    this.#keepAlive.set(this.#isBusy);
    if (this.#workers.size === 0 && this.#isDone) this.#gone.set();
  }

  #break(worker: PoolProcess, end: HostEnd): void {
    this.#state = "broken";
    worker.call?.future.setException(broken(end));
    for (const call of this.#waiting) {
      this.#drop(call);
      if (call.future.setRunningOrNotifyCancel()) call.future.setException(broken(end));
    }
    for (const other of this.#workers) other.terminate();
    notAtExit(this.#close);
  }

  get #isDone(): boolean {
    return this.#state !== "open" && !this.#isBusy;
  }

  /**
   * Takes no further calls, and resolves when all that were submitted have ended and so have the workers. With
   * `wait: false` it resolves at once, and they end all the same. It may be called again.
   * With `cancelFutures: true` the calls that have not begun are cancelled.
   */
  async shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    if (cancelFutures) for (const call of this.#waiting) call.future.cancel();
    this.#close();
    if (wait && this.#manager !== null) await this.#manager.join();
  }

  readonly #close = (): void => {
    if (this.#state === "open") this.#state = "shut down";
    this.#giveOut();
  };

  #dismissIfDone(): void {
    if (!this.#isDone) return;
    notAtExit(this.#close);
    for (const worker of this.#workers) worker.dismiss();
    if (this.#workers.size === 0) this.#gone.set();
  }

  #manage(): void {
    if (this.#manager !== null) return;
    const target = async () => void (await this.#gone.wait());
    this.#manager = new Thread({ target, name: `${this.#name}_manager`, daemon: false });
    this.#manager.start();
    atExit(this.#close);
  }
}

function packed(args: readonly unknown[]): Int32Array {
  const slot = newSlot();
  home().slots.put([...args], slot);
  return slot;
}

function broken({ error }: HostEnd): BrokenProcessPool {
  return error === undefined
    ? new BrokenProcessPool(TERMINATED)
    : new BrokenProcessPool(TERMINATED, { cause: error });
}
