/**
 * How a simulation fails, one class each. All name the seed, since the seed is how to see the failure
 * again: the same program with the same seed runs the same way.
 */

/** A simulation failed. */
export abstract class SimulationError extends Error {
  /** The seed of the run that failed. */
  readonly seed: number;

  constructor(seed: number, message: string, options?: ErrorOptions) {
    super(`${message}\n(${replay(seed)})`, options);
    this.seed = seed;
  }
}

/** How to run it again. */
export function replay(seed: number): string {
  return `seed ${seed}: simulate(${seed}, ...) runs the same way again`;
}

/** Every goroutine is durably blocked, and no timer is left that could wake one. */
export class DeadlockError extends SimulationError {
  override readonly name = "DeadlockError";
  /** Every goroutine and where it waits. */
  readonly dump: string;

  constructor(seed: number, report: string, dump: string) {
    super(seed, report);
    this.dump = dump;
  }
}

/** A simulation went on for longer than it may. */
export class StepLimitError extends SimulationError {
  override readonly name = "StepLimitError";
  constructor(seed: number, maxSteps: number, dump: string) {
    super(
      seed,
      `simulate: no end after ${maxSteps} steps (maxSteps): a livelock, or a limit too low\n\n${dump}`,
    );
  }
}

/** A simulation would have gone beyond the virtual time it may take. */
export class TimeLimitError extends SimulationError {
  override readonly name = "TimeLimitError";
  constructor(seed: number, maxTimeMs: number, nextMs: number, dump: string) {
    super(
      seed,
      `simulate: no end by ${maxTimeMs} ms (maxTimeMs): the next timer is due at ${nextMs} ms\n\n${dump}`,
    );
  }
}

/** A simulation was started while one is under way in this thread. */
export class ConcurrentSimulationError extends Error {
  override readonly name = "ConcurrentSimulationError";
  constructor(seed: number, underWay: number) {
    super(
      `simulate: cannot start with seed ${seed} while the simulation of seed ${underWay} is under way: there is one clock and one schedule a thread; await the first`,
    );
  }
}

/** A seed that is no whole number from 0 to 4,294,967,295. */
export class SeedError extends RangeError {
  override readonly name = "SeedError";
  constructor(word: string, seed: unknown) {
    super(`${word}: seed ${String(seed)} is not a whole number from 0 to 4294967295`);
  }
}
