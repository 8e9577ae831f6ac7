/**
 * Python's threading.RLock between threads, as steps at a gate.
 *
 * Invariants:
 * - It has an owner, a thread, exactly while its depth is above 0; only the owner may release it.
 * - Nobody waits while it has none: the last release hands it to whoever has waited longest.
 * - DIED is 1 from when its owner has died until the next owner has released it.
 */

import { dequeue, QUEUE_WORDS } from "../wait-list.ts";
import { amountOf, DONE, GATE_WORDS, waiterOf, wake } from "./gate.ts";

/** The number of the thread that has it, or 0. */
export const OWNER: number = GATE_WORDS;
/** How often it has acquired it. */
export const DEPTH: number = OWNER + 1;
export const DIED: number = DEPTH + 1;
export const WAITING: number = DIED + 1;

export const R_LOCK_WORDS: number = WAITING + QUEUE_WORDS;

/** The thread does not have it. */
export const NOT_OWNED = -1;

/** Acquires it `amount` times for thread `by`. */
export function acquireRLock(words: Int32Array, lock: number, by: number, amount: number): number {
  const owner = words[lock + OWNER] as number;
  if (owner !== 0 && owner !== by) return lock + WAITING;
  words[lock + OWNER] = by;
  words[lock + DEPTH] = (words[lock + DEPTH] as number) + amount;
  return DONE;
}

/** Undoes `amount` acquires of thread `by`, which has done as many. */
export function releaseRLock(words: Int32Array, lock: number, by: number, amount: number): number {
  if (words[lock + OWNER] !== by) return NOT_OWNED;
  words[lock + DEPTH] = (words[lock + DEPTH] as number) - amount;
  if (words[lock + DEPTH] !== 0) return DONE;
  words[lock + DIED] = 0;
  handOn(words, lock);
  return DONE;
}

/** Thread `dead` has died: what it had acquired is handed on. */
export function bereaveRLock(words: Int32Array, lock: number, dead: number): number {
  if (words[lock + OWNER] !== dead) return DONE;
  words[lock + DIED] = 1;
  handOn(words, lock);
  return DONE;
}

function handOn(words: Int32Array, lock: number): void {
  const next = dequeue(words, lock + WAITING);
  words[lock + OWNER] = next === 0 ? 0 : waiterOf(words, next);
  words[lock + DEPTH] = next === 0 ? 0 : amountOf(words, next);
  if (next !== 0) wake(words, lock, next, DONE);
}
