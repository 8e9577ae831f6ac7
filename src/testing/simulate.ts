/**
 * `simulate`: runs a program in virtual time, every choice of it drawn from a seed.
 *
 * Invariants:
 * - One simulation at a time in a thread: clock, random stream and schedule are the thread's.
 * - The same seed and the same program give the same run, to the byte.
 */

import type { GoroutineFunction } from "../runtime/goroutine.ts";
import type { Parked } from "../runtime/operation.ts";
import { ConcurrentSimulationError, SeedError } from "./errors.ts";
import { type Limits, Simulation } from "./simulation.ts";

/** A program to simulate: an async function, a generator function of operations, or a plain one. */
export type Program<T> = () => PromiseLike<T> | Generator<Parked, T, unknown> | T;

export interface SimulateOptions {
  /** How many steps it may take; 10 million by default. */
  readonly maxSteps?: number;
  /** How much virtual time it may take, in milliseconds; without end by default. */
  readonly maxTimeMs?: number;
}

const DEFAULT_LIMITS: Limits = { maxSteps: 10_000_000, maxTimeMs: Number.POSITIVE_INFINITY };

let underWay: { readonly seed: number } | null = null;

/**
 * Runs `fn` as the main goroutine in virtual time, every choice drawn from `seed`: which ready
 * goroutine goes on, which ready case of a select wins, which of the timers due at one instant fires
 * first. When all are blocked the clock jumps to the next timer. Resolves with what `fn` returns; what
 * other goroutines were doing then is abandoned, as in Go.
 *
 * @param seed a whole number from 0 to 4,294,967,295.
 * @throws (as a rejection) {DeadlockError} where all goroutines are blocked and no timer is left;
 * {PanicError} where an error escapes `fn` or another goroutine, with that error as its `cause`;
 * {StepLimitError} and {TimeLimitError} where a limit is passed; {ConcurrentSimulationError} where
 * another simulation is under way; {SeedError} where `seed` is no seed.
 */
export async function simulate<T>(
  seed: number,
  fn: Program<T>,
  options: SimulateOptions = {},
): Promise<T> {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new SeedError("simulate", seed);
  }
  if (underWay !== null) throw new ConcurrentSimulationError(seed, underWay.seed);
  const simulation = new Simulation<T>(seed, { ...DEFAULT_LIMITS, ...options });
  underWay = simulation;
  try {
    return await simulation.run((finish) => mainOf(fn, finish));
  } finally {
    underWay = null;
  }
}

function mainOf<T>(fn: Program<T>, finish: (value: T) => void): GoroutineFunction {
  // Named, since reports show the name of a goroutine's function.
  return function main() {
    const body = fn();
    if (isGenerator(body)) return finishAfter(body, finish);
    return Promise.resolve(body).then(finish);
  };
}

function isGenerator<T>(body: unknown): body is Generator<Parked, T, unknown> {
  return (
    typeof body === "object" &&
    body !== null &&
    "next" in body &&
    typeof body.next === "function" &&
    Symbol.iterator in body
  );
}

function* finishAfter<T>(
  body: Generator<Parked, T, unknown>,
  finish: (value: T) => void,
): Generator<Parked, void, unknown> {
  finish(yield* body);
}
