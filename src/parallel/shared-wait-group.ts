/**
 * Go's sync.WaitGroup between threads; its steps are in workers/sync/counter.ts.
 *
 * Invariants:
 * - The counter is never negative.
 * - Goroutines wait only while the counter is above zero: those that wait are let go in the step in which it
 *   becomes zero.
 */

import { NotAFunctionError } from "../csp/errors.ts";
import type { GoroutineBody } from "../csp/go.ts";
import type { Cancel } from "../runtime/cancel.ts";
import type { Operation } from "../runtime/operation.ts";
import { GOEXIT } from "../runtime/panic.ts";
import { WaitQueue } from "../runtime/waiter.ts";
import { type Attendant, goAttended } from "../sync/attend.ts";
import { DeltaError, NegativeCounterError, WaitGroupReusedError } from "../sync/errors.ts";
import { type ForeignWaitable, WAITING } from "../sync/foreign.ts";
import {
  counter,
  DONE,
  Entrance,
  KIND,
  Leaving,
  registerShared,
  SharedObject,
  type Site,
  siteOf,
} from "../workers/index.ts";

const plan = { kind: KIND.waitGroup, words: counter.COUNTER_WORDS };

/** Waits until a number of goroutines, of whatever threads, have finished. */
export class SharedWaitGroup extends SharedObject implements ForeignWaitable {
  readonly #waiting: Entrance<void>;
  readonly #adding: Leaving;
  // Made with the first `go`, for all.
  #member: Attendant | null = null;

  /**
   * @param at for this package: where it stands, if it has been made.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(at?: Site) {
    super(at, plan);
    const { agent, address } = siteOf(this);
    this.#waiting = new Entrance<void>(agent, address, {
      step: counter.waitForZero,
      queue: new WaitQueue("sync.WaitGroup.Wait", this),
      conclude: (outcome) => {
        if (outcome === counter.WAITED && this.#count > 0) throw new WaitGroupReusedError();
      },
    });
    this.#adding = new Leaving(agent, address, counter.add);
  }

  get #count(): number {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + counter.COUNT);
  }

  /**
   * Adds `delta`, which may be negative, to the counter; when it becomes zero, all that wait go on. The counter
   * has 32 bits, as Go's.
   *
   * @throws {NegativeCounterError} where the counter would become negative.
   * @throws {DeltaError} where `delta` is no whole number.
   */
  add(delta: number): void {
    if (!Number.isSafeInteger(delta)) throw new DeltaError(delta);
    if (this.#adding.take(0, delta) !== DONE) throw new NegativeCounterError();
  }

  /** Takes one from the counter: a goroutine's last word. */
  done(): void {
    this.add(-1);
  }

  /**
   * Go 1.25's WaitGroup.Go: adds one, starts a goroutine that calls `fn(...args)`, and takes one when it has ended. A
   * parallel function runs on a worker. If an error escapes it, that is a panic, and the counter stays: whoever
   * waits must not go on, and end the process, as if all were well.
   *
   * @throws {NotAFunctionError} where `fn` is no function.
   */
  go<A extends unknown[]>(fn: (...args: A) => GoroutineBody, ...args: A): void {
    if (typeof fn !== "function") throw new NotAFunctionError("sync.WaitGroup.go", fn);
    this.add(1);
    this.#member ??= {
      returned: () => this.done(),
      threw: (error) => {
        if (error === GOEXIT) this.done();
        throw error;
      },
    };
    goAttended(fn, args, this.#member);
  }

  /**
   * Waits until the counter is zero. In a generator goroutine: `yield* wait(wg)` of `goroutine-kit/gen`.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and the goroutines waited
   * for go on.
   * @throws {WaitGroupReusedError} (as a rejection) where others have added to it anew after it became zero and
   * before this wait went on.
   */
  wait(cancel?: Cancel): Promise<void> {
    return this.#waiting.enter(0, 0, cancel);
  }

  /**
   * Blocks the thread until the counter is zero.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   * @throws {WaitGroupReusedError} as `wait`.
   */
  waitSync(): void {
    this.#waiting.block("waitSync", 0);
  }

  describe(): string {
    return `shared wait group ${siteOf(this).address} (counter ${this.#count})`;
  }

  [WAITING](cancel?: Cancel): Operation<void> {
    return this.#waiting.operation(0, 0, cancel);
  }
}

registerShared(plan, (at) => new SharedWaitGroup(at));
