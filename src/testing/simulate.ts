/**
 * `simulate`: runs a program in virtual time, every choice of it drawn from a seed.
 *
 * Invariant: the same seed and the same program give the same run, to the byte.
 */

import { checkOptions, type SimulateOptions } from "./options.ts";
import { checkProgram, checkStart, current, type Program, type Run, run } from "./run.ts";

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
  return (await checkAndRun("simulate", seed, fn, options)).value;
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
  const recorded = await checkAndRun("record", seed, fn, { ...options, transcript });
  return { ...recorded, transcript: lines.join("\n") };
}

// An async function, so that what is refused rejects.
async function checkAndRun<T>(
  word: string,
  seed: number,
  fn: Program<T>,
  options: SimulateOptions,
): Promise<Run<T>> {
  checkProgram(word, fn);
  const checked = checkOptions(options);
  checkStart(word, seed);
  return run(seed, fn, checked);
}

/**
 * Awaits what the platform does: `await external(() => readFile(path))`. A simulation stands still
 * meanwhile, in real time and out of virtual time, so that its schedule does not hang on how long that
 * takes; outside of a simulation it is `what()`.
 *
 * @throws what `what()` throws or rejects with.
 */
export function external<T>(what: () => PromiseLike<T>): PromiseLike<T> {
  const promise = what();
  return current()?.standStill(promise) ?? promise;
}
