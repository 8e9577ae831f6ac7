/**
 * `simulate`: runs a program in virtual time, every choice of it drawn from a seed.
 *
 * Invariants:
 * - One simulation at a time in a thread: clock, random stream and schedule are the thread's.
 * - The same seed and the same program give the same run, to the byte.
 */

import type { GoroutineFunction } from "../runtime/goroutine.ts";
import type { Parked } from "../runtime/operation.ts";
import { ConcurrentSimulationError, ProgramError, SeedError } from "./errors.ts";
import { checkOptions, type SimulateOptions } from "./options.ts";
import { Simulation } from "./simulation.ts";

/** A program to simulate: an async function, a generator function of operations, or a plain one. */
export type Program<T> = () => PromiseLike<T> | Generator<Parked, T, unknown> | T;

const LARGEST_SEED = 0xffff_ffff;

let underWay: Simulation<unknown> | null = null;

/**
 * Runs `fn` as the main goroutine in virtual time, with every choice drawn from `seed`: which ready
 * goroutine goes on, which ready case of a select wins, which of the timers of one instant fires first.
 * When all are blocked the clock jumps to the next timer. Resolves with what `fn` returns; what other
 * goroutines were doing then is abandoned, as in Go.
 *
 * Channels and the like belong inside of `fn`: what is made outside keeps its state from run to run.
 * Promises of the platform (fetch, files, setTimeout) never settle in a simulation; see `external`.
 *
 * @param seed a whole number from 0 to 4,294,967,295.
 * @throws {DeadlockError} (all as rejections) where all goroutines wait and no timer is left;
 * {PanicError} where an error escapes `fn` or another goroutine: that error is its `cause`;
 * {StepLimitError} or {TimeLimitError} where a limit is passed; {LeakError} where goroutines are left
 * that must not be; {ConcurrentSimulationError} where another simulation is under way; {SeedError},
 * {ProgramError} and {OptionError} where an argument cannot be.
 */
export async function simulate<T>(
  seed: number,
  fn: Program<T>,
  options: SimulateOptions = {},
): Promise<T> {
  return (await runToEnd("simulate", seed, fn, options)).value;
}

/** What came of a simulation. */
export interface Run<T> {
  /** What the program returned. */
  readonly value: T;
  /** How many steps it took. */
  readonly steps: number;
  /** How much virtual time passed, in milliseconds. */
  readonly elapsedMs: number;
}

/** A run with its transcript. */
export interface Recording<T> extends Run<T> {
  /** A line a step. */
  readonly transcript: string;
}

/**
 * `simulate`, with a transcript: who went on at each step, after what, and where it waits now. Two
 * recordings of one seed are equal to the byte.
 *
 * @throws what `simulate` throws. For the transcript of a run that fails, give `simulate` the option
 * `transcript`.
 */
export async function record<T>(
  seed: number,
  fn: Program<T>,
  options: SimulateOptions = {},
): Promise<Recording<T>> {
  const lines: string[] = [];
  const transcript = (line: string) => {
    lines.push(line);
    options.transcript?.(line);
  };
  const run = await runToEnd("record", seed, fn, { ...options, transcript });
  return { ...run, transcript: lines.join("\n") };
}

/** Runs a program to its end, in the name of `word`. */
export async function runToEnd<T>(
  word: string,
  seed: number,
  fn: Program<T>,
  options: SimulateOptions,
): Promise<Run<T>> {
  if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) throw new SeedError(word, seed);
  if (typeof fn !== "function") throw new ProgramError(word, fn);
  const checked = checkOptions(options);
  if (underWay !== null) throw new ConcurrentSimulationError(word, seed, underWay.seed);
  const simulation = new Simulation<T>(seed, checked);
  underWay = simulation as Simulation<unknown>;
  try {
    const value = await simulation.run((finish) => mainOf(fn, finish));
    return { value, steps: simulation.steps, elapsedMs: simulation.elapsedMs };
  } finally {
    underWay = null;
  }
}

/**
 * Awaits what the platform does: `await external(() => readFile(path))`. A simulation stands still
 * meanwhile, in real time and out of virtual time, so that its schedule does not hang on how long that
 * takes; outside of a simulation it is `what()`.
 *
 * @throws what `what()` throws or rejects with.
 */
export function external<T>(what: () => PromiseLike<T>): PromiseLike<T> {
  return underWay === null ? what() : underWay.standStill(what());
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
