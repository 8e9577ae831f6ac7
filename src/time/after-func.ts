/**
 * Go's `time.AfterFunc`: a function that is called in the future, in a goroutine of its own.
 *
 * Invariant: the function is started once for each setting that was not stopped.
 */

import { NotAFunctionError } from "../csp/errors.ts";
import { type GoroutineBody, go } from "../csp/go.ts";
import type { ClockTimer } from "../runtime/clock.ts";
import { startAlarm } from "./alarm.ts";
import { checkDuration } from "./errors.ts";

/** A function that will be started: what `afterFunc` gives. `using` stops it. */
export class FuncTimer implements Disposable {
  readonly #fn: () => GoroutineBody;
  #alarm: ClockTimer;

  constructor(durationMs: number, fn: () => GoroutineBody) {
    this.#fn = fn;
    this.#alarm = this.#start(durationMs);
  }

  /**
   * Keeps the function from being started. Returns false where it was started or stopped already; it
   * does not wait for one that runs.
   */
  stop(): boolean {
    return this.#alarm.stop();
  }

  /**
   * Has the function started in `durationMs` milliseconds from now, and not when it was set to before;
   * once more, where it was started already. Returns what `stop` would have.
   *
   * @throws {DurationError} where `durationMs` is no number.
   */
  reset(durationMs: number): boolean {
    checkDuration("FuncTimer.reset", durationMs);
    const active = this.stop();
    this.#alarm = this.#start(durationMs);
    return active;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #start(durationMs: number): ClockTimer {
    return startAlarm(durationMs, () => go(this.#fn));
  }
}

/**
 * Calls `fn` in a goroutine of its own in `durationMs` milliseconds; never where that is infinite. An
 * error that escapes it is a panic, as of any goroutine.
 *
 * @throws {DurationError} where `durationMs` is no number.
 * @throws {NotAFunctionError} where `fn` is no function.
 */
export function afterFunc(durationMs: number, fn: () => GoroutineBody): FuncTimer {
  checkDuration("afterFunc", durationMs);
  if (typeof fn !== "function") throw new NotAFunctionError("afterFunc", fn);
  return new FuncTimer(durationMs, fn);
}
