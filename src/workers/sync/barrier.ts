/**
 * Python's threading.Barrier between threads, as steps at a gate.
 *
 * Invariants:
 * - COUNT is how many have come in this round, and all of them wait: the last to come ends the round, and the
 *   waits of all, in one step.
 * - A broken barrier has nobody waiting, and stays broken until it is reset.
 */

import { dequeue, QUEUE_WORDS } from "../wait-list.ts";
import { DONE, GATE_WORDS, wake } from "./gate.ts";

export const PARTIES: number = GATE_WORDS;
export const COUNT: number = PARTIES + 1;
export const IS_BROKEN: number = COUNT + 1;
export const WAITING: number = IS_BROKEN + 1;

export const BARRIER_WORDS: number = WAITING + QUEUE_WORDS;

/**
 * What the step answers, and a wait is ended with, where the barrier is broken, or is reset meanwhile. Else a
 * wait is ended with the number of those who had come before.
 */
export const BROKEN = -1;

/** What the step answers to the last to come, for whom nobody need be waited. */
export const LAST = -2;

/** Comes to the barrier; LAST where all have come. */
export function arrive(words: Int32Array, barrier: number): number {
  if (words[barrier + IS_BROKEN] !== 0) return BROKEN;
  const count = (words[barrier + COUNT] as number) + 1;
  if (count < (words[barrier + PARTIES] as number)) {
    words[barrier + COUNT] = count;
    return barrier + WAITING;
  }
  words[barrier + COUNT] = 0;
  const queue = barrier + WAITING;
  let index = 0;
  for (let node = dequeue(words, queue); node !== 0; node = dequeue(words, queue)) {
    wake(words, barrier, node, index++);
  }
  return LAST;
}

/** Breaks it: who waits, and who will, is told so. */
export function abort(words: Int32Array, barrier: number): number {
  words[barrier + IS_BROKEN] = 1;
  return dismiss(words, barrier);
}

/** Makes it as new. Who waits is told that it is broken. */
export function reset(words: Int32Array, barrier: number): number {
  words[barrier + IS_BROKEN] = 0;
  return dismiss(words, barrier);
}

/** A thread has died while it waited here: the others would wait for it in vain, so it breaks. */
export function bereaveBarrier(
  words: Int32Array,
  barrier: number,
  _dead: number,
  waits: number,
): number {
  return waits === 0 ? DONE : abort(words, barrier);
}

function dismiss(words: Int32Array, barrier: number): number {
  words[barrier + COUNT] = 0;
  const queue = barrier + WAITING;
  for (let node = dequeue(words, queue); node !== 0; node = dequeue(words, queue)) {
    wake(words, barrier, node, BROKEN);
  }
  return DONE;
}
