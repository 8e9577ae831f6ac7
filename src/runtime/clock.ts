/**
 * The clock of a thread: what time it is, and timers. Real, until a simulation puts its own in.
 *
 * Invariants:
 * - A timer never fires before its time, and fires once unless it is stopped first.
 * - A real timer does not fire while another clock is in place: it waits for the real one.
 * - `second` costs a load, and is at most a second behind.
 */

import { everySecond } from "./platform.ts";

/** A timer that was started and may be stopped. */
export interface ClockTimer {
  /** False once it has fired or was stopped. */
  readonly pending: boolean;
  /** Stops it; true where that kept it from firing. */
  stop(): boolean;
}

export interface Clock {
  /** Monotonic milliseconds; the origin is arbitrary. */
  now(): number;
  /** Milliseconds since the Unix epoch. */
  wall(): number;
  /** Calls `fire` in `delayMs` milliseconds; at once, but not within this call, where that is <= 0. */
  start(delayMs: number, fire: () => void): ClockTimer;
}

// setTimeout takes a signed 32-bit number of milliseconds and fires at once beyond it.
const LONGEST_TIMEOUT_MS = 0x7fff_ffff;

class RealTimer implements ClockTimer {
  pending = true;
  readonly #dueMs: number;
  readonly #fire: () => void;
  #handle: ReturnType<typeof setTimeout>;

  constructor(dueMs: number, fire: () => void) {
    this.#dueMs = dueMs;
    this.#fire = fire;
    this.#handle = this.#arm();
  }

  stop(): boolean {
    if (!this.pending) return false;
    this.pending = false;
    clearTimeout(this.#handle);
    return true;
  }

  /** Goes on, after another clock was in place at its time. */
  rearm(): void {
    if (this.pending) this.#handle = this.#arm();
  }

  #arm(): ReturnType<typeof setTimeout> {
    const remainingMs = Math.ceil(this.#dueMs - performance.now());
    return setTimeout(() => this.#elapsed(), Math.min(remainingMs, LONGEST_TIMEOUT_MS));
  }

  // The platform's timers are cut to whole milliseconds and can come a fraction early.
  #elapsed(): void {
    if (performance.now() < this.#dueMs) {
      this.#handle = this.#arm();
      return;
    }
    if (clock !== realClock) {
      overdue.push(this);
      return;
    }
    this.pending = false;
    this.#fire();
  }
}

const realClock: Clock = {
  now: () => performance.now(),
  wall: () => performance.timeOrigin + performance.now(),
  start: (delayMs, fire) => new RealTimer(performance.now() + Math.max(0, delayMs), fire),
};

let clock: Clock = realClock;
/** Real timers whose time came while another clock was in place. */
let overdue: RealTimer[] = [];

/**
 * Puts another clock in place and returns the one before. Whoever puts in one of their own says so by
 * `clockMoved` each time it has moved.
 */
export function swapClock(next: Clock): Clock {
  const before = clock;
  clock = next;
  stopTicking?.();
  stopTicking = clock === realClock ? null : () => {};
  clockMoved();
  if (clock === realClock) {
    const late = overdue;
    overdue = [];
    for (const timer of late) timer.rearm();
  }
  return before;
}

/** Says that a clock which is not the real one has moved. */
export function clockMoved(): void {
  second = -1;
}

/** Monotonic milliseconds; the origin is arbitrary. */
export function now(): number {
  return clock.now();
}

/** Milliseconds since the Unix epoch. */
export function wallTime(): number {
  return clock.wall();
}

/** Calls `fire` in `delayMs` milliseconds. */
export function startTimer(delayMs: number, fire: () => void): ClockTimer {
  return clock.start(delayMs, fire);
}

/** The clock in whole seconds as of at most a second ago, or -1 where nothing keeps it. */
export let second = -1;
let asked = false;
let stopTicking: (() => void) | null = null;

/** The clock in whole seconds; has `second` keep it while anything asks. */
export function coarseSecond(): number {
  asked = true;
  if (stopTicking === null) stopTicking = everySecond(tick);
  if (second < 0) second = Math.floor(clock.now() / 1000);
  return second;
}

// Parks read `second` without a trace, so it is forgotten every second: whoever parks next asks anew.
// When nobody did for a second, the ticking stops.
function tick(): void {
  second = -1;
  if (!asked) {
    stopTicking?.();
    stopTicking = null;
  }
  asked = false;
}
