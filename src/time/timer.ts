/**
 * Go's `time.Timer` and `time.After`: one event in the future, sent on a channel.
 *
 * Invariants, those of Go 1.23 and later:
 * - The channel holds at most one value, that of the last setting: `stop` and `reset` take out what was
 *   sent before them, so no stale value can be received after they return.
 * - `stop` and `reset` say whether they kept a value from being received.
 */

import { chan } from "../csp/chan.ts";
import { type Chan, type RecvChan } from "../csp/directions.ts";
import type { ClockTimer } from "../runtime/clock.ts";
import { startAlarm } from "./alarm.ts";
import { checkDuration } from "./errors.ts";
import { now } from "./now.ts";

/**
 * A single event: when it fires, the time (as of `now`) is sent on `c`. `using` stops it at the end of
 * the block.
 */
export class Timer implements Disposable {
  readonly #channel: Chan<number> = chan<number>(1);
  #alarm: ClockTimer;

  constructor(durationMs: number) {
    checkDuration("newTimer", durationMs);
    this.#alarm = this.#start(durationMs);
  }

  /** Where the time is sent. It is never closed. */
  get c(): RecvChan<number> {
    return this.#channel;
  }

  /**
   * Stops the timer; nothing can be received from `c` until it is reset. Returns true where that kept a
   * value from being received, false where it had been received or the timer was stopped already.
   */
  stop(): boolean {
    const pending = this.#alarm.stop();
    const unread = this.#channel.tryRecvOk() !== undefined;
    return pending || unread;
  }

  /**
   * Has the timer fire in `durationMs` milliseconds from now, and not when it was set to before. Returns
   * what `stop` would have.
   *
   * @throws {DurationError} where `durationMs` is no number.
   */
  reset(durationMs: number): boolean {
    checkDuration("Timer.reset", durationMs);
    const active = this.stop();
    this.#alarm = this.#start(durationMs);
    return active;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #start(durationMs: number): ClockTimer {
    return startAlarm(durationMs, () => this.#channel.trySend(now()));
  }
}

/**
 * Makes a timer that fires in `durationMs` milliseconds; at once where that is 0 or negative, never
 * where it is infinite.
 *
 * @throws {DurationError} where `durationMs` is no number.
 */
export function newTimer(durationMs: number): Timer {
  return new Timer(durationMs);
}

/**
 * A channel on which the time (as of `now`) is sent once, in `durationMs` milliseconds: for a select
 * that should not wait longer. The timer behind it runs on when nobody waits any more; where that
 * matters, make a timer with `newTimer` and stop it.
 *
 * @throws {DurationError} where `durationMs` is no number.
 */
export function after(durationMs: number): RecvChan<number> {
  checkDuration("after", durationMs);
  return new Timer(durationMs).c;
}
