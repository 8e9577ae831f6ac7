/**
 * The clock that a node goes by. Every machine has its own, and no two run alike: thesis 6.4.1 asks only
 * that none runs faster than another by more than `clockDriftBound`, and leases alone rely on that.
 */

import { now } from "../../runtime/clock.ts";

/** What a node takes the time from, and how long its timers last on it. */
export interface NodeClock {
  /** In milliseconds from some moment; never goes back. */
  now(): number;
  /** How many of the runtime's milliseconds pass while this clock counts so many. */
  lastsMs(durationMs: number): number;
}

/** The runtime's own. */
export const runtimeClock: NodeClock = { now, lastsMs: (durationMs) => durationMs };
