/**
 * Go's `time.Ticker` and `time.Tick`: an event every so often, sent on a channel.
 *
 * Invariants:
 * - Ticks fall on whole intervals from the last setting, however late one is sent: what is late does
 *   not move those after it, and what was missed is not made up for (`runtime/time.go`).
 * - The channel holds at most one tick: a slow receiver gets the oldest, the others are dropped.
 * - As of Go 1.23, `stop` and `reset` take out what was sent before them.
 */

import { chan } from "../csp/chan.ts";
import { type Chan, type RecvChan } from "../csp/directions.ts";
import { type ClockTimer, now as monotonicMs } from "../runtime/clock.ts";
import { startAlarm } from "./alarm.ts";
import { checkDuration, IntervalError } from "./errors.ts";
import { now } from "./now.ts";

/** Sends the time (as of `now`) on `c` at every interval. `using` stops it. */
export class Ticker implements Disposable {
  readonly #channel: Chan<number> = chan<number>(1);
  readonly #onTick = (): void => this.#tick();
  #intervalMs = 0;
  #dueMs = 0;
  #alarm: ClockTimer;

  constructor(intervalMs: number) {
    checkInterval("NewTicker", intervalMs);
    this.#alarm = this.#start(intervalMs);
  }

  /** Where the ticks are sent. `stop` does not close it, so that nobody takes that for a tick. */
  get c(): RecvChan<number> {
    return this.#channel;
  }

  /** Stops the ticker; nothing can be received from `c` until it is reset. */
  stop(): void {
    this.#alarm.stop();
    this.#channel.tryRecv();
  }

  /**
   * Begins anew: the next tick is `intervalMs` milliseconds from now, and so on.
   *
   * @throws {IntervalError} where `intervalMs` is not more than 0.
   */
  reset(intervalMs: number): void {
    checkInterval("Ticker.Reset", intervalMs);
    this.stop();
    this.#alarm = this.#start(intervalMs);
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #start(intervalMs: number): ClockTimer {
    this.#intervalMs = intervalMs;
    this.#dueMs = monotonicMs() + intervalMs;
    return startAlarm(intervalMs, this.#onTick);
  }

  #tick(): void {
    this.#channel.trySend(now());
    const lateMs = Math.max(0, monotonicMs() - this.#dueMs);
    this.#dueMs += this.#intervalMs * (1 + Math.floor(lateMs / this.#intervalMs));
    this.#alarm = startAlarm(this.#dueMs - monotonicMs(), this.#onTick);
  }
}

/**
 * Makes a ticker that ticks every `intervalMs` milliseconds, first in `intervalMs`. Until it is stopped
 * it keeps the process alive.
 *
 * @throws {IntervalError} where `intervalMs` is not more than 0; with Go's words.
 */
export function newTicker(intervalMs: number): Ticker {
  return new Ticker(intervalMs);
}

/**
 * The channel of a ticker that nobody can stop, for a program that ticks as long as it runs. Where
 * `intervalMs` is not more than 0 it never delivers, as the nil channel that Go's Tick gives.
 *
 * @throws {DurationError} where `intervalMs` is no number.
 */
export function tick(intervalMs: number): RecvChan<number> {
  checkDuration("tick", intervalMs);
  return intervalMs > 0 ? new Ticker(intervalMs).c : chan<number>();
}

function checkInterval(word: string, intervalMs: number): void {
  if (typeof intervalMs !== "number" || !(intervalMs > 0)) {
    throw new IntervalError(word, intervalMs);
  }
}
