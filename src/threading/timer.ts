/**
 * Python's `threading.Timer`: a thread that waits, and then calls a function unless it was cancelled.
 */

import { NotCallableError } from "./errors.ts";
import { Event } from "./event.ts";
import { Thread } from "./thread.ts";

/**
 * Calls a function once, some time after `start`. It cannot be started again: to wind it up anew, cancel
 * it and make another.
 */
export class Timer<A extends readonly unknown[] = readonly []> extends Thread {
  /** How long it waits, in milliseconds. */
  intervalMs: number;
  /** What it calls; it may answer a promise, and the timer lives until that has settled. */
  function: (...args: A) => unknown;
  /** What `function` is called with. */
  args: A | readonly [];
  /** Set once it was cancelled, or `function` has ended. */
  readonly finished: Event = new Event();

  /** @throws {NotCallableError} where `fn` is no function. */
  constructor(intervalMs: number, fn: (...args: A) => unknown, args: A | readonly [] = []) {
    if (typeof fn !== "function") throw new NotCallableError("Timer: function", fn);
    super();
    this.intervalMs = intervalMs;
    this.function = fn;
    this.args = args;
  }

  /** Keeps it from calling its function, if it has not yet. */
  cancel(): void {
    this.finished.set();
  }

  override async run(): Promise<void> {
    await this.finished.wait(this.intervalMs);
    if (!this.finished.isSet()) await this.function(...(this.args as A));
    this.finished.set();
  }
}
