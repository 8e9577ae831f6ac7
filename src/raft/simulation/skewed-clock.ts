/**
 * Clocks of which no two run alike: each has its own beginning and its own rate.
 *
 * Invariant: of two clocks drawn with one bound, neither runs faster than the other by more than that.
 */

import { now } from "../../runtime/clock.ts";
import { randomUnit } from "../../runtime/random.ts";
import type { NodeClock } from "../node/clock.ts";

/** How far apart two clocks may begin: more than any time-out. */
const LARGEST_OFFSET_MS = 1_000_000;

export class SkewedClock implements NodeClock {
  readonly rate: number;
  readonly #offsetMs: number;

  constructor(rate: number, offsetMs: number) {
    this.rate = rate;
    this.#offsetMs = offsetMs;
  }

  now(): number {
    return this.#offsetMs + now() * this.rate;
  }

  lastsMs(durationMs: number): number {
    return durationMs / this.rate;
  }
}

/** A clock as drawn; `driftBound` is how many times faster one may run than another, from 1 up. */
export function drawClock(driftBound: number): SkewedClock {
  return new SkewedClock(driftBound ** (randomUnit() - 0.5), randomUnit() * LARGEST_OFFSET_MS);
}
