/**
 * `explore`: one program under many seeds.
 *
 * Invariants:
 * - Seeds are tried in the order given, each in a simulation of its own; the first that fails ends it.
 * - Between two seeds the event loop turns, so a test runner can still time out or be stopped.
 */

import { macrotask } from "../runtime/platform.ts";
import { ExploreError, SeedsError } from "./errors.ts";
import { checkOptions, type Options, type SimulateOptions } from "./options.ts";
import { checkProgram, checkStart, type Program, type Run, run } from "./run.ts";

/** Which seeds to try: 0 to below a number, a range with both ends, or those of an iterable. */
export type Seeds = number | { readonly from: number; readonly to: number } | Iterable<number>;

/** What came of an exploration in which no seed failed. */
export interface Exploration {
  /** How many seeds were tried. */
  readonly seeds: number;
  /** The different results by their text (JSON where that says it), in the order of first sight. */
  readonly outcomes: ReadonlyMap<string, Sightings>;
  /** How many steps all took. */
  readonly steps: number;
  /** How much virtual time passed in all, in milliseconds. */
  readonly elapsedMs: number;
}

/** How often a result was seen. */
export interface Sightings {
  /** In how many runs. */
  readonly count: number;
  /** The first seed that gave it. */
  readonly seed: number;
}

/**
 * Simulates `fn` under each of `seeds`, and says which different results there were and how often.
 *
 * @throws {ExploreError} (all as rejections) for the first seed that fails; its `cause` is what
 * `simulate` throws for that seed. {SeedsError} where `seeds` says none; {SeedError} when it comes to
 * one that is no seed; {ConcurrentSimulationError}, {ProgramError} and {OptionError} as `simulate`.
 */
export async function explore<T>(
  seeds: Seeds,
  fn: Program<T>,
  options: SimulateOptions = {},
): Promise<Exploration> {
  checkProgram("explore", fn);
  const checked = checkOptions(options);
  const outcomes = new Map<string, { count: number; readonly seed: number }>();
  let [tried, steps, elapsedMs] = [0, 0, 0];
  for (const seed of seedsOf(seeds)) {
    checkStart("explore", seed);
    const seen = await runOne(seed, tried, fn, checked);
    tried++;
    steps += seen.steps;
    elapsedMs += seen.elapsedMs;
    const text = textOf(seen.value);
    const sightings = outcomes.get(text);
    if (sightings === undefined) outcomes.set(text, { count: 1, seed });
    else sightings.count++;
    await new Promise<void>((resolve) => macrotask(resolve));
  }
  if (tried === 0) throw new SeedsError(seeds);
  return { seeds: tried, outcomes, steps, elapsedMs };
}

async function runOne<T>(
  seed: number,
  passed: number,
  fn: Program<T>,
  options: Options,
): Promise<Run<T>> {
  try {
    return await run(seed, fn, options);
  } catch (error) {
    throw new ExploreError(seed, passed, error);
  }
}

function seedsOf(seeds: Seeds): Iterable<number> {
  if (typeof seeds === "number") {
    if (!Number.isInteger(seeds) || seeds < 1) throw new SeedsError(seeds);
    return range(0, seeds - 1);
  }
  if (typeof seeds !== "object" || seeds === null) throw new SeedsError(seeds);
  if (Symbol.iterator in seeds) return seeds;
  if (!("from" in seeds && "to" in seeds)) throw new SeedsError(seeds);
  return range(seeds.from, seeds.to);
}

function* range(from: number, to: number): Generator<number, void, unknown> {
  for (let seed = from; seed <= to; seed++) yield seed;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value); // a bigint, or what refers to itself
  }
}
