/**
 * Whether all threads of a process wait for each other, so that none of them can ever go on: Go's checkdead
 * (`runtime/proc.go`) among threads that cannot look into each other.
 *
 * Terms: a thread is quiet while it sleeps and nothing but a delivery by another thread can wake it.
 *
 * Invariants:
 * - Only the thread itself says that it is quiet, before it sleeps, by a number that it has never used
 *   before; and it takes that back when it wakes, before it takes what was delivered. While it is quiet it
 *   delivers nothing.
 * - So where every thread is found quiet with nothing delivered to it, and is found so once more by the same
 *   number, there was a moment between the two looks when all were quiet and nothing was on its way: that is
 *   for ever. (Counting twice: Mattern, "Algorithms for distributed termination detection", 1987.)
 * - Who asks a thread delivers something to it after the question, so no question is slept through.
 */

import { hasReady } from "./parker.ts";

/** In a thread's record: the number of its sleep while it is quiet, else 0. Atomic. */
export const QUIET = 11;
/** What another thread wants of it. Atomic. */
const QUESTION = 12;
/** The address of the text that it was asked for. Atomic; the futex of who asks. */
const ANSWER = 13;

/** Nothing; whether it is quiet; what its goroutines are doing. */
export type Question = 0 | 1 | 2;
const NONE = 0;
export const ARE_YOU_QUIET = 1;
export const WHAT_ARE_YOU_DOING = 2;

/** Says that the thread whose record is at `record` is quiet, in the sleep of that number, 1 or more. */
export function fallQuiet(words: Int32Array, record: number, sleep: number): void {
  Atomics.store(words, record + QUIET, sleep);
}

/** Takes that back. */
export function stir(words: Int32Array, record: number): void {
  Atomics.store(words, record + QUIET, 0);
}

/** Whether it has said that it is quiet. */
export function isQuiet(words: Int32Array, record: number): boolean {
  return Atomics.load(words, record + QUIET) !== 0;
}

/** Whether the threads with those records, which must be all that live, wait for each other for ever. */
export function areQuietForGood(words: Int32Array, records: readonly number[]): boolean {
  const sleeps = records.map((record) => quietSleep(words, record));
  if (sleeps.includes(0)) return false;
  return records.every((record, i) => quietSleep(words, record) === sleeps[i]);
}

// The number of the sleep in which it is quiet with nothing delivered to it; else 0. In this order: who has
// taken what was delivered is not quiet any more, or quiet by another number.
function quietSleep(words: Int32Array, record: number): number {
  return hasReady(words, record) ? 0 : Atomics.load(words, record + QUIET);
}

/** Asks; false where it has been asked something already. Something must be delivered to it then. */
export function ask(words: Int32Array, record: number, question: Question): boolean {
  return Atomics.exchange(words, record + QUESTION, question) !== question;
}

/** What the thread was asked, for itself; it is asked no more. */
export function takeQuestion(words: Int32Array, record: number): Question {
  return Atomics.exchange(words, record + QUESTION, NONE) as Question;
}

/** Answers with the text that is published at `address`. */
export function answer(words: Int32Array, record: number, address: number): void {
  Atomics.store(words, record + ANSWER, address);
  Atomics.notify(words, record + ANSWER);
}

/** The address of its answer; blocks until there is one, or 0 where it takes longer than `mostMs`. */
export function awaitAnswer(words: Int32Array, record: number, mostMs: number): number {
  Atomics.wait(words, record + ANSWER, 0, mostMs);
  return Atomics.load(words, record + ANSWER);
}
