/**
 * Go's sync.WaitGroup.
 *
 * Invariants:
 * - The counter is never negative.
 * - Goroutines wait only while the counter is above zero: those that wait are let go at the moment it
 *   becomes zero. So there is no moment at which Go's "Add called concurrently with Wait" could happen.
 */

import { NotAFunctionError } from "../csp/errors.ts";
import type { GoroutineBody } from "../csp/go.ts";
import { type Cancel, cancellable, parkCancellable, rejected } from "../runtime/cancel.ts";
import { type Operation, operation, type Parked } from "../runtime/operation.ts";
import { GOEXIT } from "../runtime/panic.ts";
import { heldPromise, park, parkAsync, proceed, READY, ready } from "../runtime/scheduler.ts";
import { nextWaitedOnId, VALUE, type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { type Attendant, goAttended } from "./attend.ts";
import { DeltaError, NegativeCounterError, WaitGroupReusedError } from "./errors.ts";
import { steps } from "./steps.ts";

let waitSteps: (wg: WaitGroup, cancel?: Cancel) => Generator<Parked, void, unknown>;

/** Waits until a number of goroutines, or of other events, have finished. */
export class WaitGroup implements WaitedOn {
  readonly #id = nextWaitedOnId();
  readonly #waiters: WaitQueue = new WaitQueue("sync.WaitGroup.Wait", this);
  // Made with the first `go`, for all.
  #member: Attendant | null = null;
  #counter = 0;

  static {
    waitSteps = function* (wg, cancel) {
      const parks = operation<boolean>(
        cancellable((g) => {
          g.value = wg.#counter > 0;
          if (wg.#counter === 0) return true;
          park(g, wg.#waiters);
          return false;
        }, cancel),
      );
      if (yield* parks) wg.#checkNotReused();
    };
  }

  /**
   * Adds `delta`, which may be negative, to the counter; when it becomes zero, all that wait go on.
   *
   * @throws {NegativeCounterError} where the counter would become negative.
   * @throws {DeltaError} where `delta` is no whole number.
   */
  add(delta: number): void {
    if (!Number.isSafeInteger(delta)) throw new DeltaError(delta);
    const counter = this.#counter + delta;
    if (counter < 0) throw new NegativeCounterError();
    this.#counter = counter;
    if (counter > 0) return;
    for (let w = this.#waiters.shift(); w !== null; w = this.#waiters.shift()) ready(w);
  }

  /** Takes one from the counter: a goroutine's last word. */
  done(): void {
    this.add(-1);
  }

  /**
   * Go 1.25's WaitGroup.Go: adds one, starts a goroutine that calls `fn(...args)`, and takes one when it
   * has ended. If an error escapes it, that is a panic, and the counter stays: whoever waits must not go
   * on, and end the process, as if all were well.
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
   * Waits until the counter is zero. In a generator goroutine: `yield* wait(wg)` of
   * `goroutine-kit/gen`.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and the goroutines
   * waited for go on.
   * @throws {WaitGroupReusedError} (as a rejection) where others have added to it anew after it became
   * zero and before this wait went on.
   */
  wait(cancel?: Cancel): Promise<void> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    if (this.#counter === 0) return proceed() ? READY : heldPromise(undefined);
    const parked: Promise<void> =
      cancel === undefined
        ? parkAsync(this.#waiters, VALUE)
        : parkCancellable(this.#waiters, VALUE, undefined, cancel);
    return parked.then(() => this.#checkNotReused());
  }

  describe(): string {
    return `wait group ${this.#id} (counter ${this.#counter})`;
  }

  #checkNotReused(): void {
    if (this.#counter > 0) throw new WaitGroupReusedError();
  }
}

/** `await wg.wait()` for generator goroutines: `wait` of `goroutine-kit/gen`. */
export function waitForGroup(wg: WaitGroup, cancel?: Cancel): Operation<void> {
  return steps(() => waitSteps(wg, cancel));
}
