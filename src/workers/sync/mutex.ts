/**
 * A lock between threads: Go's sync.Mutex and Python's threading.Lock, as steps at a gate.
 *
 * Invariants:
 * - It has an owner exactly while it is locked: the thread that locked it. Any thread may unlock it.
 * - Nobody waits while it is unlocked: who unlocks hands it to whoever has waited longest.
 * - DIED is 1 from when its owner has died until the next unlock: what it guards may be half changed.
 */

import { dequeue, QUEUE_WORDS } from "../wait-list.ts";
import { DONE, GATE_WORDS, waiterOf, wake } from "./gate.ts";

/** The number of the thread that has it, or 0. */
export const OWNER: number = GATE_WORDS;
export const DIED: number = OWNER + 1;
export const WAITING: number = DIED + 1;

export const MUTEX_WORDS: number = WAITING + QUEUE_WORDS;

/** It is not locked. */
export const NOT_LOCKED = -1;

/** Locks it for thread `by`. */
export function lockMutex(words: Int32Array, mutex: number, by: number): number {
  if (words[mutex + OWNER] !== 0) return mutex + WAITING;
  words[mutex + OWNER] = by;
  return DONE;
}

/** Unlocks it; NOT_LOCKED where it is not locked. */
export function unlockMutex(words: Int32Array, mutex: number): number {
  if (words[mutex + OWNER] === 0) return NOT_LOCKED;
  words[mutex + DIED] = 0;
  handOn(words, mutex);
  return DONE;
}

function handOn(words: Int32Array, mutex: number): void {
  const next = dequeue(words, mutex + WAITING);
  words[mutex + OWNER] = next === 0 ? 0 : waiterOf(words, next);
  if (next !== 0) wake(words, mutex, next, DONE);
}

/** Thread `dead` has died: what it had locked is handed on. */
export function bereaveMutex(words: Int32Array, mutex: number, dead: number): number {
  if (words[mutex + OWNER] !== dead) return DONE;
  words[mutex + DIED] = 1;
  handOn(words, mutex);
  return DONE;
}
