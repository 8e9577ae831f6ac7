/**
 * The one way this room starts a timer: a timer of the clock, or none where it would never fire.
 *
 * Invariant: an infinite delay starts nothing. So it does not keep the process alive, virtual time does
 * not jump to it, and who waits for it alone is reported as deadlocked.
 */

import { type ClockTimer, startTimer } from "../runtime/clock.ts";

/** Calls `ring` in `delayMs` milliseconds; at once, but not within this call, where that is <= 0. */
export function startAlarm(delayMs: number, ring: () => void): ClockTimer {
  return delayMs === Number.POSITIVE_INFINITY ? new SilentAlarm() : startTimer(delayMs, ring);
}

class SilentAlarm implements ClockTimer {
  pending = true;

  stop(): boolean {
    const was = this.pending;
    this.pending = false;
    return was;
  }
}
