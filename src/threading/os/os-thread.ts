/**
 * Python's `threading.Thread` as a thread of the platform's: a worker, which runs beside this thread on another core,
 * and may block.
 *
 * Invariants:
 * - It is a Thread of this thread too, whose `run` waits for the worker: so it is counted, listed, joined and
 *   reported as the others, `main` waits for it unless it is a daemon, and an error that escapes its target reaches
 *   the excepthook exactly once.
 * - It is alive from `start` until its target has ended, or its worker. That it has ended is known in shared memory,
 *   so that a thread which blocks can wait for it.
 * - What cannot cross is refused by `start`, and nothing was started.
 */

import { describe } from "../../runtime/goroutine.ts";
import { asyncWaiter, park, ready } from "../../runtime/scheduler.ts";
import { VALUE, WaitQueue } from "../../runtime/waiter.ts";
import {
  begin,
  type Carried,
  carriedHome,
  counter,
  finish,
  type HostEnd,
  home,
  KeepAlive,
  newSlot,
  type Place,
  placeOf,
  siteOf,
  takeSlot,
  WorkerDiedError,
} from "../../workers/index.ts";
import { RuntimeError, SystemExit } from "../errors.ts";
import { callExcepthook } from "../excepthook.ts";
import { Thread, type ThreadOptions } from "../thread.ts";
import { checkBootstrapped } from "./bootstrapping.ts";
import { startOsThread, THROWN_WORDS } from "./os-thread-role.ts";
import { SharedEvent } from "./shared-event.ts";

/** What an OsThread is made of. */
export interface OsThreadOptions<A extends readonly unknown[]> extends ThreadOptions<A> {
  /** What it calls: a function marked by `portable`. It may answer a promise. */
  readonly target: (...args: A) => unknown;
}

/**
 * A thread of the platform's. It runs a function that was marked by `portable`, with copies of its arguments; what
 * threads share, such as a SharedLock, is not copied.
 *
 * ```ts
 * const thread = new OsThread({ target: work, args: [lock, queue] });
 * thread.start();
 * await thread.join();   // or, in a thread that may block: thread.joinSync()
 * ```
 */
export class OsThread<A extends readonly unknown[] = readonly unknown[]> extends Thread<A> {
  readonly #target: Place;
  readonly #ended: SharedEvent = new SharedEvent();
  #args: A | undefined;
  #worker: Worker | null = null;

  /**
   * @throws {NotCallableError} where the target is no function; {NotPortableError} where it was not marked by
   * `portable`; {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor({ target, args, ...options }: OsThreadOptions<A>) {
    super({ ...options, target });
    this.#target = placeOf(target);
    this.#args = args;
  }

  /**
   * Has the thread run.
   *
   * @throws {RuntimeError} where it was started before, or by a module that a new thread imports; {CannotCrossError} where an argument cannot go to another
   * thread; {SharedMemoryError} where there is no room for them.
   */
  override start(): void {
    if (this.ident !== undefined) throw new RuntimeError("threads can only be started once");
    checkBootstrapped(this.name);
    const { slots } = home();
    const args = newSlot();
    slots.put([...(this.#args ?? [])], args);
    this.#args = undefined;
    this.#worker = new Worker(this, this.#target, args, this.#ended);
    super.start();
  }

  /** What this thread does meanwhile: it waits for the worker, and throws what that has thrown. */
  override async run(): Promise<void> {
    await (this.#worker as Worker).ended();
  }

  /**
   * As `join`, but blocks the thread.
   *
   * @throws {RuntimeError} where the thread was not started; {MustNotBlockError} on a thread that must not block.
   */
  joinSync(timeoutMs?: number): void {
    if (this.ident === undefined) throw new RuntimeError("cannot join thread before it is started");
    this.#ended.waitSync(timeoutMs);
  }

  override isAlive(): boolean {
    return this.ident !== undefined && !this.#ended.isSet();
  }
}

/** What the worker knows of its thread. */
type Started = Pick<Thread, "name" | "ident" | "daemon" | "describe">;

/** The worker of one OsThread. */
class Worker {
  readonly #thread: Started;
  readonly #ended: SharedEvent;
  readonly #waiting: WaitQueue;
  readonly #keepAlive: KeepAlive = new KeepAlive();
  /** The address of what the target has thrown; see Task. */
  readonly #thrown: number;
  #death: HostEnd | null = null;

  constructor(thread: Started, target: Place, args: Int32Array, ended: SharedEvent) {
    const { agent, address } = siteOf(ended);
    this.#thread = thread;
    this.#ended = ended;
    this.#waiting = new WaitQueue("OsThread", thread);
    this.#thrown = agent.heap.allocateZeroed(THROWN_WORDS);
    const { name } = thread;
    const task = { name, target, args, end: address, thrown: this.#thrown };
    startOsThread(task, name, (end) => this.#died(end));
    this.#keepAlive.set(!thread.daemon);
  }

  // The platform's thread has ended: as it should, or not.
  #died(end: HostEnd): void {
    if (!this.#ended.isSet()) {
      this.#death = end;
      this.#ended.set();
    } else if (end.error !== undefined) {
      callExcepthook(end.error, this.#thread);
    }
  }

  /**
   * Waits until the target has ended. It is not this wait that keeps the process alive, since that depends on whether
   * the thread is a daemon.
   *
   * @throws what the target has thrown; {WorkerDiedError} where the worker has ended before it.
   */
  async ended(): Promise<void> {
    const { agent, address } = siteOf(this.#ended);
    const { loop, thread } = agent;
    const ticket = begin(thread, address, counter.waitForZero, 0, 0);
    if (ticket > 0) {
      const { waiter, promise } = asyncWaiter<void>(VALUE);
      park(waiter, this.#waiting);
      loop.attend(ticket, () => {
        finish(thread, ticket);
        this.#waiting.remove(waiter);
        ready(waiter);
      });
      await promise;
    }
    this.#keepAlive.set(false);
    this.#throwWhatWasThrown();
  }

  #throwWhatWasThrown(): void {
    if (this.#death !== null) throw died(this.#thread, this.#death);
    const { heap, slots } = siteOf(this.#ended).agent;
    const slot = newSlot();
    const hasThrown = heap.words[this.#thrown] === 1;
    takeSlot(heap.words, this.#thrown + 1, slot);
    heap.free(this.#thrown, THROWN_WORDS);
    if (!hasThrown) return;
    const error = carriedHome(slots.take(slot) as Carried, `    at ${this.#thread.name}`);
    throw error instanceof Error && error.name === "SystemExit"
      ? new SystemExit((error as Partial<SystemExit>).code)
      : error;
  }
}

function died({ name }: Started, { error, status }: HostEnd): WorkerDiedError {
  const reason = error === undefined ? `it ended with status ${status}` : describe(error);
  return new WorkerDiedError(`${name} died before its target had ended`, reason, error);
}
