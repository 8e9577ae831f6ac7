/**
 * Go's sync.Once between threads, as steps at a gate.
 *
 * Invariants:
 * - Of those that come, one at a time is told that it is theirs to do; when that one says that it is done, it
 *   is done for good, however it ended.
 * - Nobody waits but while one does it. If its thread dies in the midst of it, it is not done, and falls to
 *   whoever has waited longest.
 */

import { dequeue, QUEUE_WORDS } from "../wait-list.ts";
import { DONE, GATE_WORDS, waiterOf, wake } from "./gate.ts";

/** FRESH, IS_DONE, or DOING. */
export const STAGE: number = GATE_WORDS;
/** The thread that does it. */
const DOER: number = STAGE + 1;
export const WAITING: number = DOER + 1;

export const ONCE_WORDS: number = WAITING + QUEUE_WORDS;

const FRESH = 0;
const DOING = 1;
const IS_DONE = 2;

/** What the step answers, and a wait is ended with, where it falls to who came; else it has been done. */
export const YOURS = -1;

/** Waits until it has been done, or answers YOURS to who is to do it, on thread `by`. */
export function enterOnce(words: Int32Array, once: number, by: number): number {
  if (words[once + STAGE] === IS_DONE) return DONE;
  if (words[once + STAGE] === DOING) return once + WAITING;
  words[once + STAGE] = DOING;
  words[once + DOER] = by;
  return YOURS;
}

/** Says that it has been done: all that wait go on. */
export function leaveOnce(words: Int32Array, once: number): number {
  words[once + STAGE] = IS_DONE;
  const queue = once + WAITING;
  for (let node = dequeue(words, queue); node !== 0; node = dequeue(words, queue)) {
    wake(words, once, node, DONE);
  }
  return DONE;
}

/** Thread `dead` has died: what it was doing falls to the next. */
export function bereaveOnce(words: Int32Array, once: number, dead: number): number {
  if (words[once + STAGE] !== DOING || words[once + DOER] !== dead) return DONE;
  const next = dequeue(words, once + WAITING);
  if (next === 0) {
    words[once + STAGE] = FRESH;
    return DONE;
  }
  words[once + DOER] = waiterOf(words, next);
  wake(words, once, next, YOURS);
  return DONE;
}
