/**
 * How a simulation fails, one class each. All name the seed, since the seed is how to see the failure
 * again: the same program with the same seed runs the same way.
 */

import { describe } from "../runtime/goroutine.ts";
import { deadlockWords, dumpOf, type Snapshot } from "../runtime/report.ts";

/** How to run a seed again, for the end of a message. */
export function replay(seed: number): string {
  return `seed ${seed}: simulate(${seed}, ...) runs the same way again`;
}

/** A simulation could not go on. */
export abstract class SimulationError extends Error {
  /** The seed of the run. */
  readonly seed: number;
  /** Every goroutine and where it waited. */
  readonly dump: string;

  constructor(seed: number, what: string, dump: string) {
    super(`${what}\n\n${dump}\n\n(${replay(seed)})`);
    this.seed = seed;
    this.dump = dump;
  }
}

/** Every goroutine waits, and no timer is left that could wake one. */
export class DeadlockError extends SimulationError {
  override readonly name = "DeadlockError";
  constructor(seed: number, goroutines: Snapshot) {
    super(seed, deadlockText(goroutines), dumpOf(goroutines));
  }
}

function deadlockText(all: Snapshot): string {
  const { goroutines } = all;
  const text = deadlockWords(all);
  const silent = goroutines.filter((g) => g.waits.length === 0).map((g) => `${g.id} (${g.name})`);
  if (silent.length === 0) return text;
  return `${text}\nParked nowhere: goroutine ${silent.join(", ")}. It awaits a promise that no goroutine settles, or one of the platform (fetch, a file, setTimeout): those are not virtual and never settle in a simulation. Wrap it in external(), or sleep with goroutine-kit/time.`;
}

/** A simulation went on for more steps than it may. */
export class StepLimitError extends SimulationError {
  override readonly name = "StepLimitError";
  constructor(seed: number, maxSteps: number, dump: string) {
    super(
      seed,
      `simulate: no end after ${maxSteps} steps (maxSteps): a livelock, or too low a limit`,
      dump,
    );
  }
}

/** A simulation would have gone beyond the virtual time that it may take. */
export class TimeLimitError extends SimulationError {
  override readonly name = "TimeLimitError";
  constructor(seed: number, maxTimeMs: number, nextMs: number, dump: string) {
    super(
      seed,
      `simulate: no end within ${maxTimeMs} ms of virtual time (maxTimeMs): the next timer is due at ${nextMs} ms`,
      dump,
    );
  }
}

/** Goroutines live that should have ended. */
export class LeakError extends Error {
  override readonly name = "LeakError";
  /** The goroutines, and where they wait. */
  readonly dump: string;

  constructor(dump: string, note = "") {
    super(`goroutines are left that should have ended:\n\n${dump}${note}`);
    this.dump = dump;
  }
}

/** A seed of an exploration failed; `cause` is how. */
export class ExploreError extends Error {
  override readonly name = "ExploreError";
  /** The seed that failed: `simulate` with it fails in the same way. */
  readonly seed: number;
  /** How many seeds passed before it. */
  readonly passed: number;

  constructor(seed: number, passed: number, cause: unknown) {
    const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`explore: seed ${seed} failed, after ${passed} that passed\n${what}`, { cause });
    this.seed = seed;
    this.passed = passed;
  }
}

/** Seeds to explore that are no seeds. */
export class SeedsError extends RangeError {
  override readonly name = "SeedsError";
  constructor(seeds: unknown) {
    super(
      `explore: ${describe(seeds)} says no seeds: give a whole number of them, { from, to }, or an iterable`,
    );
  }
}

/** A simulation was started while one was under way in this thread. */
export class ConcurrentSimulationError extends Error {
  override readonly name = "ConcurrentSimulationError";
  constructor(word: string, seed: number, underWay: number) {
    super(
      `${word}: seed ${seed} cannot start while the simulation of seed ${underWay} is under way: a thread has one clock and one schedule; await the first`,
    );
  }
}

/** A leak check within a simulation. */
export class LeakCheckInSimulationError extends Error {
  override readonly name = "LeakCheckInSimulationError";
  constructor() {
    super(
      'leakCheck: in a simulation the event loop does not turn; give simulate the option leaks: "fail"',
    );
  }
}

/** A seed that is no whole number from 0 to 4,294,967,295. */
export class SeedError extends RangeError {
  override readonly name = "SeedError";
  constructor(word: string, seed: unknown) {
    super(`${word}: seed ${describe(seed)} is not a whole number from 0 to 4294967295`);
  }
}

/** A program to simulate that is no function. */
export class ProgramError extends TypeError {
  override readonly name = "ProgramError";
  constructor(word: string, program: unknown) {
    super(`${word}: ${describe(program)} is not a function`);
  }
}

/** A limit below which no whole number is. */
export class RandomLimitError extends RangeError {
  override readonly name = "RandomLimitError";
  constructor(limit: unknown) {
    super(`randomBelow: limit ${describe(limit)} is not a whole number from 1 to 2147483648`);
  }
}

/** An option of a simulation with a value that it cannot have. */
export class OptionError extends RangeError {
  override readonly name = "OptionError";
  constructor(option: string, value: unknown, allowed: string) {
    super(`simulate: ${option} is ${describe(value)}, but must be ${allowed}`);
  }
}
