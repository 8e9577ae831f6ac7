/**
 * A condition between threads, as steps at a gate: those that wait until others notify them. The lock that goes
 * with it is a gate of its own: who waits stands in this queue before it lets go of that lock, and takes it
 * again when it has been woken.
 *
 * Invariants:
 * - No wake-up is spurious, and none is lost: a notify that finds a waiter ends that wait.
 * - Who has waited longest is woken first.
 */

import { dequeue, QUEUE_WORDS } from "../wait-list.ts";
import { DONE, GATE_WORDS, wake } from "./gate.ts";

export const WAITING: number = GATE_WORDS;

export const CONDITION_WORDS: number = WAITING + QUEUE_WORDS;

/** Notifies all there are. */
export const ALL = 0x7fff_ffff;

/** Waits to be notified. */
export function waitForNotify(_words: Int32Array, condition: number): number {
  return condition + WAITING;
}

/** Ends the waits of the `amount` that have waited longest, or of all where there are fewer. */
export function notify(words: Int32Array, condition: number, _by: number, amount: number): number {
  for (let left = amount; left > 0; left--) {
    const node = dequeue(words, condition + WAITING);
    if (node === 0) break;
    wake(words, condition, node, DONE);
  }
  return DONE;
}
