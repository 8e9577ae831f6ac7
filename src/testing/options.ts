/** What can be asked of a simulation, checked before it begins. */

import { OptionError } from "./errors.ts";
import type { LineWriter } from "./transcript.ts";

/** How far a simulation may go, and who hears of it. */
export interface SimulateOptions {
  /** How many steps it may take, a whole number or Infinity; 10 million by default. */
  readonly maxSteps?: number;
  /** How much virtual time it may take, in milliseconds; without end by default. */
  readonly maxTimeMs?: number;
  /**
   * What becomes of the goroutines that live when the main goroutine returns. `"abandon"`, the
   * default: they never go on, as in Go. `"fail"`: those that are ready go on until all have ended or
   * wait, at the instant at which main returned, and any that is left is a LeakError.
   */
  readonly leaks?: "abandon" | "fail";
  /** Is given the transcript, a line a step. The same seed gives the same lines, to the byte. */
  readonly transcript?: LineWriter;
}

/** SimulateOptions with nothing left open. */
export interface Options {
  readonly maxSteps: number;
  readonly maxTimeMs: number;
  readonly leaks: "abandon" | "fail";
  readonly transcript: LineWriter | null;
}

const DEFAULT_MAX_STEPS = 10_000_000;

/** @throws {OptionError} where an option has a value that it cannot have. */
export function checkOptions(options: SimulateOptions): Options {
  const { maxSteps = DEFAULT_MAX_STEPS, maxTimeMs = Number.POSITIVE_INFINITY } = options;
  const { leaks = "abandon", transcript = null } = options;
  if (!(maxSteps >= 1 && (Number.isInteger(maxSteps) || maxSteps === Number.POSITIVE_INFINITY))) {
    throw new OptionError("maxSteps", maxSteps, "a whole number from 1, or Infinity");
  }
  if (!(maxTimeMs >= 0)) throw new OptionError("maxTimeMs", maxTimeMs, "a number from 0");
  if (leaks !== "abandon" && leaks !== "fail") {
    throw new OptionError("leaks", leaks, '"abandon" or "fail"');
  }
  if (transcript !== null && typeof transcript !== "function") {
    throw new OptionError("transcript", transcript, "a function that takes a line");
  }
  return { maxSteps, maxTimeMs, leaks, transcript };
}
