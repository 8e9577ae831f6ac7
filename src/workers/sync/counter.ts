/**
 * A number between threads that others wait to become 0: Go's sync.WaitGroup, Python's Event (0 where it is
 * set, else 1), the end of a thread.
 *
 * Invariants:
 * - It is never negative.
 * - Nobody waits while it is 0: all that wait are let go in the step in which it becomes so.
 */

import { dequeue, QUEUE_WORDS } from "../wait-list.ts";
import { DONE, GATE_WORDS, wake } from "./gate.ts";

export const COUNT: number = GATE_WORDS;
export const WAITING: number = COUNT + 1;

export const COUNTER_WORDS: number = WAITING + QUEUE_WORDS;

/** What a wait is ended with. */
export const WAITED = 1;

/** It would become negative, or greater than Go's 32-bit counter. */
export const OUT_OF_RANGE = -1;

const MOST = 0x7fff_ffff;

/** Waits until it is 0. */
export function waitForZero(words: Int32Array, counter: number): number {
  return words[counter + COUNT] === 0 ? DONE : counter + WAITING;
}

/** Adds `amount`, which may be negative; OUT_OF_RANGE, and nothing is added, where that cannot be. */
export function add(words: Int32Array, counter: number, _by: number, amount: number): number {
  const count = (words[counter + COUNT] as number) + amount;
  if (count < 0 || count > MOST) return OUT_OF_RANGE;
  return setCount(words, counter, 0, count);
}

/** Has it be `amount`. */
export function setCount(words: Int32Array, counter: number, _by: number, amount: number): number {
  words[counter + COUNT] = amount;
  if (amount !== 0) return DONE;
  const queue = counter + WAITING;
  for (let node = dequeue(words, queue); node !== 0; node = dequeue(words, queue)) {
    wake(words, counter, node, WAITED);
  }
  return DONE;
}
