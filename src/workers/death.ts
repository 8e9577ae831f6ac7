/**
 * What a thread that dies leaves behind, and how others get over it. A thread can be ended at any step: by
 * `terminate`, for want of memory. It may hold the lock of a channel then, or have ended somebody's wait and
 * not have told them.
 *
 * Terms:
 * - A lock is broken where its owner has died holding it: what it guards may be half changed, so nobody gets
 *   it any more, and who tries is told by a WorkerDiedError.
 * - A wait is lost where nobody will ever end it, or tell of its end: it is in the queue of something whose
 *   lock is broken, or was committed by a thread that died before it delivered it.
 *
 * Invariants:
 * - Who started a thread hears of its end, marks it dead, takes its waits out of their queues, and has a
 *   notice delivered to every other thread. Each thread then ends its own waits that are lost: so no wait
 *   is lost for ever, and nobody touches the waits of a thread that lives.
 * - A notice is delivered after everything that the dead thread has delivered. What has not been delivered
 *   when a thread takes the notice, never will be by the dead.
 * - Whoever waits for a lock looks now and then whether its owner has died.
 */

import { recordOf } from "./records.ts";

/** In a thread's record: 1 once it has died. Atomic. */
const DEAD = 8;
/** The number of the thread that has started it, or 0. */
const PARENT = 9;

/** Whether the thread numbered `number` has died. */
export function isDead(words: Int32Array, number: number): boolean {
  return Atomics.load(words, recordOf(words, number) + DEAD) === 1;
}

/** Says that it has died. */
export function markDead(words: Int32Array, number: number): void {
  Atomics.store(words, recordOf(words, number) + DEAD, 1);
}

/** Says which thread has started the thread numbered `number`: it dies when that does. */
export function setParent(words: Int32Array, number: number, parent: number): void {
  words[recordOf(words, number) + PARENT] = parent;
}

/** The threads, of those numbered up to `last`, that one has started and that are not marked dead. */
export function startedBy(words: Int32Array, parent: number, last: number): number[] {
  const started: number[] = [];
  for (let number = parent + 1; number <= last; number++) {
    const isChild = words[recordOf(words, number) + PARENT] === parent;
    if (isChild && !isDead(words, number)) started.push(number);
  }
  return started;
}
