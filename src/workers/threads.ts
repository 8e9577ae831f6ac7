/**
 * The table of the threads that have joined a shared memory: their numbers, and where their records stand.
 *
 * Invariants:
 * - No number and no record is given out twice: what names a thread goes on naming it when it has died. So
 *   a lock whose owner is dead can be told from all others, for ever.
 * - The records stand at the end of the memory and take one sixteenth of it. (Pages that are never written
 *   cost nothing.)
 */

import { TooManyThreadsError } from "./errors.ts";

/** How many threads have joined. Atomic. */
const THREADS = 3;

/** The size of a thread's record. What is in it is for parker.ts, crossing.ts and death.ts to say. */
const RECORD_WORDS = 16;

/** Where the records begin, and what else is in memory ends. */
export function firstRecord(words: Int32Array): number {
  const most = (words.length >> 4) >> 4;
  return words.length - most * RECORD_WORDS;
}

/**
 * Gives out the number of a thread that is to join: 1 or more.
 *
 * @throws {TooManyThreadsError} where as many threads have joined as the memory has records for.
 */
export function enrol(words: Int32Array): number {
  const most = (words.length - firstRecord(words)) / RECORD_WORDS;
  const number = Atomics.add(words, THREADS, 1) + 1;
  if (number > most) throw new TooManyThreadsError(most);
  return number;
}

/** The address of the record of the thread with that number. */
export function recordOf(words: Int32Array, number: number): number {
  return firstRecord(words) + (number - 1) * RECORD_WORDS;
}
