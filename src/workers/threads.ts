/**
 * The threads that have joined a shared memory, by their numbers.
 *
 * Invariants:
 * - No number and no record is given out twice: what names a thread goes on naming it when it has died. So
 *   a lock whose owner is dead can be told from all others, for ever.
 */

import { TooManyThreadsError } from "./errors.ts";
import { recordCount } from "./records.ts";

/** How many threads have joined. Atomic. */
const THREADS = 3;

/**
 * Gives out the number of a thread that is to join: 1 or more.
 *
 * @throws {TooManyThreadsError} where as many threads have joined as the memory has records for.
 */
export function enrol(words: Int32Array): number {
  const most = recordCount(words);
  const number = Atomics.add(words, THREADS, 1) + 1;
  if (number > most) throw new TooManyThreadsError(most);
  return number;
}

/** How many threads have joined, dead ones included: the highest number. */
export function threadCount(words: Int32Array): number {
  return Atomics.load(words, THREADS);
}
