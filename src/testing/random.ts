/**
 * Random numbers for programs under test: drawn from the seed in a simulation, and truly random outside
 * of one. Math.random is not virtual; a program that uses it runs differently each time.
 */

import * as stream from "../runtime/random.ts";
import { RandomLimitError } from "./errors.ts";

const LARGEST_LIMIT = 0x8000_0000;

/**
 * A random whole number from 0 to `limit` - 1, as Go's `rand.Intn`.
 *
 * @throws {RandomLimitError} where `limit` is no whole number from 1 to 2,147,483,648.
 */
export function randomBelow(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT) {
    throw new RandomLimitError(limit);
  }
  return stream.randomBelow(limit);
}

/** A random number from 0 to below 1, as Go's `rand.Float64`, with 32 bits. */
export function randomUnit(): number {
  return stream.randomUnit();
}
