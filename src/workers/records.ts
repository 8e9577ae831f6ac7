/**
 * Where in shared memory each of its threads has a record.
 *
 * Invariants:
 * - The records stand at the end of the memory and take one sixteenth of it. (Pages that are never written
 *   cost nothing.)
 * - What is in a record is for parker.ts, crossing.ts and death.ts to say.
 */

const RECORD_WORDS = 16;

/** Locks and tickets have so many bits for the number of a thread. */
const MOST_NUMBERS = 0xffff;

/** How many threads a memory has records for. */
export function recordCount(words: Int32Array): number {
  return Math.min((words.length >> 4) >> 4, MOST_NUMBERS);
}

/** Where the records begin, and what else is in memory ends. */
export function firstRecord(words: Int32Array): number {
  return words.length - recordCount(words) * RECORD_WORDS;
}

/** The address of the record of the thread with that number, 1 or more. */
export function recordOf(words: Int32Array, number: number): number {
  return firstRecord(words) + (number - 1) * RECORD_WORDS;
}
