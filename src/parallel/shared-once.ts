/**
 * Go's sync.Once between threads; its steps are in workers/sync/once.ts.
 *
 * Invariants:
 * - Of all functions given to it, on whatever threads, the first is called, and no other; unless its thread dies
 *   in the midst of it: then it has not been done, and the function of whoever has waited longest is called.
 * - Who comes while it runs waits until it has ended, so that whoever returns from it knows that it has been
 *   done. It has been done however it ended: by returning, by an error, by Goexit.
 */

import { NotAFunctionError } from "../csp/errors.ts";
import type { GoroutineBody } from "../csp/go.ts";
import { type Cancel, rejected } from "../runtime/cancel.ts";
import type { Operation, Parked } from "../runtime/operation.ts";
import { heldPromise, proceed, READY } from "../runtime/scheduler.ts";
import { WaitQueue } from "../runtime/waiter.ts";
import { callAsync, callSteps } from "../sync/call.ts";
import { DOING, type ForeignOnce } from "../sync/foreign.ts";
import { steps } from "../sync/steps.ts";
import {
  Entrance,
  KIND,
  Leaving,
  once,
  registerShared,
  SharedObject,
  type Site,
  siteOf,
} from "../workers/index.ts";

const plan = { kind: KIND.once, words: once.ONCE_WORDS };

/** Does one thing once, whoever comes first, on whatever thread. What is done is done by that thread. */
export class SharedOnce extends SharedObject implements ForeignOnce {
  readonly #queue: WaitQueue = new WaitQueue("sync.Once.Do", this);
  /** Whether it falls to who comes. */
  readonly #entering: Entrance<boolean>;
  readonly #leaving: Leaving;
  readonly #thread: number;

  /**
   * @param at for this package: where it stands, if it has been made.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(at?: Site) {
    super(at, plan);
    const { agent, address } = siteOf(this);
    this.#thread = agent.thread.owner;
    this.#entering = new Entrance(agent, address, {
      step: once.enterOnce,
      queue: this.#queue,
      conclude: (outcome) => outcome === once.YOURS,
    });
    this.#leaving = new Leaving(agent, address, once.leaveOnce);
  }

  /**
   * Calls `fn` if no other was called before: at once, before the promise is given back. Else waits until that
   * other has ended. `fn` may be async, a generator
   * function, or plain; what it throws, this caller gets, and no other. In a generator goroutine:
   * `yield* doOnce(once, fn)` of `goroutine-kit/gen`.
   *
   * A `fn` that waits for the same SharedOnce waits for itself, as in Go.
   *
   * @param cancel breaks off the wait for another's function: the promise rejects with the signal's reason. It
   * does not reach into `fn`.
   * @throws {NotAFunctionError} (as a rejection) where `fn` is no function.
   */
  do(fn: () => GoroutineBody, cancel?: Cancel): Promise<void> {
    if (typeof fn !== "function") return Promise.reject(new NotAFunctionError("sync.Once.do", fn));
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    let begun: number;
    try {
      begun = this.#entering.begin(this.#thread);
    } catch (error) {
      return Promise.reject(error);
    }
    if (begun === once.YOURS) return this.#do(fn);
    if (begun <= 0) return proceed() ? READY : heldPromise(undefined);
    const mine = this.#entering.wait(begun, 0, cancel);
    return mine.then((isMine) => (isMine ? this.#do(fn) : undefined));
  }

  async #do(fn: () => GoroutineBody): Promise<void> {
    try {
      await callAsync(fn, this.#queue);
    } finally {
      this.#leaving.take();
    }
  }

  /**
   * As `do`, for a plain function; blocks the thread while another's runs.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   * @throws {NotAFunctionError} where `fn` is no function.
   */
  doSync(fn: () => void): void {
    if (typeof fn !== "function") throw new NotAFunctionError("sync.Once.doSync", fn);
    if (!this.#entering.block("doSync", this.#thread)) return;
    try {
      fn();
    } finally {
      this.#leaving.take();
    }
  }

  describe(): string {
    return `shared once ${siteOf(this).address}`;
  }

  [DOING](fn: () => GoroutineBody, cancel?: Cancel): Operation<void> {
    if (typeof fn !== "function") throw new NotAFunctionError("doOnce", fn);
    return steps(() => this.#doSteps(fn, cancel));
  }

  *#doSteps(fn: () => GoroutineBody, cancel?: Cancel): Generator<Parked, void, unknown> {
    if (!(yield* this.#entering.operation(this.#thread, 0, cancel))) return;
    try {
      yield* callSteps(fn, this.#queue);
    } finally {
      this.#leaving.take();
    }
  }
}

registerShared(plan, (at) => new SharedOnce(at));
