/**
 * Go's sync.Once.
 *
 * Invariants:
 * - Of all functions given to it, the first is called, and no other.
 * - Who comes while it runs waits until it has ended, so that whoever returns from it knows that it has
 *   been done. It has been done however it ended: by returning, by an error, by Goexit.
 */

import { NotAFunctionError } from "../csp/errors.ts";
import type { GoroutineBody } from "../csp/go.ts";
import { type Cancel, cancellable, parkCancellable, rejected } from "../runtime/cancel.ts";
import { type Operation, operation, type Parked } from "../runtime/operation.ts";
import type { GoroutineFunction } from "../runtime/runqueue.ts";
import { heldPromise, park, parkAsync, proceed, READY, ready } from "../runtime/scheduler.ts";
import { nextWaitedOnId, VALUE, type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { callAsync, callSteps } from "./call.ts";
import { steps } from "./steps.ts";

type Stage = "fresh" | "running" | "done";

let doSteps: (
  once: Once,
  fn: GoroutineFunction,
  cancel?: Cancel,
) => Generator<Parked, void, unknown>;

/** Does one thing once, whoever comes first. */
export class Once implements WaitedOn {
  readonly #id = nextWaitedOnId();
  readonly #waiters: WaitQueue = new WaitQueue("sync.Once.Do", this);
  #stage: Stage = "fresh";

  static {
    doSteps = function* (once, fn, cancel) {
      // True where it falls to this caller.
      const enters = operation<boolean>(
        cancellable((g) => {
          g.value = once.#stage === "fresh";
          if (once.#stage !== "running") {
            if (g.value) once.#stage = "running";
            return true;
          }
          park(g, once.#waiters);
          return false;
        }, cancel),
      );
      if (!(yield* enters)) return;
      try {
        yield* callSteps(fn, once.#waiters);
      } finally {
        once.#finish();
      }
    };
  }

  /**
   * Calls `fn` if no other was called before: at once, before the promise is given back. Else waits until
   * that other has ended. `fn` may be async, a generator function, or plain; what it throws, this caller
   * gets, and no other. In a generator goroutine: `yield* doOnce(once, fn)` of `goroutine-kit/gen`.
   *
   * A `fn` that waits for the same Once waits for itself, as in Go.
   *
   * @param cancel breaks off the wait for another's function: the promise rejects with the signal's
   * reason. It does not reach into `fn`.
   * @throws {NotAFunctionError} (as a rejection) where `fn` is no function.
   */
  do(fn: () => GoroutineBody, cancel?: Cancel): Promise<void> {
    if (typeof fn !== "function") return Promise.reject(new NotAFunctionError("sync.Once.do", fn));
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    if (this.#stage === "done") return proceed() ? READY : heldPromise(undefined);
    if (this.#stage === "fresh") return this.#first(fn);
    if (cancel === undefined) return parkAsync(this.#waiters, VALUE);
    return parkCancellable(this.#waiters, VALUE, undefined, cancel);
  }

  describe(): string {
    return `once ${this.#id}`;
  }

  async #first(fn: GoroutineFunction): Promise<void> {
    this.#stage = "running";
    try {
      await callAsync(fn, this.#waiters);
    } finally {
      this.#finish();
    }
  }

  #finish(): void {
    this.#stage = "done";
    for (let w = this.#waiters.shift(); w !== null; w = this.#waiters.shift()) ready(w);
  }
}

/** `await once.do(fn)` for generator goroutines: `doOnce` of `goroutine-kit/gen`. */
export function onceOperation(
  once: Once,
  fn: () => GoroutineBody,
  cancel?: Cancel,
): Operation<void> {
  if (typeof fn !== "function") throw new NotAFunctionError("doOnce", fn);
  return steps(() => doSteps(once, fn, cancel));
}
