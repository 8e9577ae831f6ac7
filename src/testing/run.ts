/**
 * The one simulation of this thread: what may start, and what it gives.
 *
 * Invariant: at most one simulation is under way, since clock, random stream and schedule are the
 * thread's.
 */

import type { Parked } from "../runtime/operation.ts";
import type { GoroutineFunction } from "../runtime/runqueue.ts";
import { ConcurrentSimulationError, ProgramError, SeedError } from "./errors.ts";
import type { Options } from "./options.ts";
import { Simulation } from "./simulation.ts";

/** A program to simulate: an async function, a generator function of operations, or a plain one. */
export type Program<T> = () => PromiseLike<T> | Generator<Parked, T, unknown> | T;

/** What came of a simulation. */
export interface Run<T> {
  /** What the program returned. */
  readonly value: T;
  /** How many steps it took. */
  readonly steps: number;
  /** How much virtual time passed, in milliseconds. */
  readonly elapsedMs: number;
}

const LARGEST_SEED = 0xffff_ffff;

let underWay: Simulation<unknown> | null = null;

/** The simulation that is under way, if one is. */
export function current(): Simulation<unknown> | null {
  return underWay;
}

/** @throws {ProgramError} where `fn` is no function; `word` is who was given it. */
export function checkProgram(word: string, fn: unknown): void {
  if (typeof fn !== "function") throw new ProgramError(word, fn);
}

/**
 * @throws {SeedError} where `seed` is no seed.
 * @throws {ConcurrentSimulationError} where a simulation is under way.
 */
export function checkStart(word: string, seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) throw new SeedError(word, seed);
  if (underWay !== null) throw new ConcurrentSimulationError(word, seed, underWay.seed);
}

/** Runs a program that may start to its end. */
export async function run<T>(seed: number, fn: Program<T>, options: Options): Promise<Run<T>> {
  const simulation = new Simulation<T>(seed, options);
  underWay = simulation as Simulation<unknown>;
  try {
    const value = await simulation.run((finish) => mainOf(fn, finish));
    return { value, steps: simulation.steps, elapsedMs: simulation.elapsedMs };
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
