/**
 * A ticket: one wait of one goroutine, in shared memory, where the threads that can end it find it. It is
 * Go's sudog and its `selectDone` word (`runtime/runtime2.go`) for many threads: a head, and behind it a
 * node for each case the wait stands in the queue of.
 *
 * Invariants:
 * - The first to move the ticket's word from ARMED has ended the wait, and nobody else ever moves it: one
 *   compare-and-swap decides among all cases on all channels. Its owner cancels by the same step.
 * - Between that step and `deliver`, the head (result and link) belongs to whoever took the step; before
 *   and after, to the ticket's thread.
 * - A node is read and written only under the lock of the channel in whose queue it is or was put. It is
 *   taken out of the queue by whoever commits it, or finds it ended, or by its owner: `queue` is 0 then.
 * - A ticket is used anew only once it has been delivered (or cancelled) and all its nodes are out of
 *   their queues: so no other thread refers to it.
 */

import { SLOT_WORDS } from "./slot.ts";

/** ARMED, CANCELLED, or who has committed it to which case. Atomic. */
export const STATE = 0;
/** While it is armed: how many cases it has. Links the tickets that were delivered to a thread. */
export const NEXT = 1;
/** The record of the thread that waits. */
export const THREAD = 2;
/** How the wait has ended: for a channel, 1 where the case took place and 0 where it was closed; DIED. */
export const OK = 3;
/** What was received. */
export const RESULT = 4;

const HEAD_WORDS: number = RESULT + SLOT_WORDS;

/** The nodes after and before it in the queue. */
export const LATER = 0;
export const EARLIER = 1;
/** The queue it is in, or 0. */
export const QUEUE = 2;
/** The ticket it belongs to. */
export const TICKET = 3;
/** What a send brings. */
export const OFFER = 4;

const NODE_WORDS: number = OFFER + SLOT_WORDS;

export const ARMED = 0;
export const CANCELLED: number = -1;

/** The word of what is delivered to tell of a death; see death.ts. */
const NOTICE = -2;

/** How a wait has ended that was lost to the death of a thread: no outcome of anything else. */
export const DIED: number = -(2 ** 30);

// A committed ticket's word: the number of the thread that has committed it, and one more than the case.
const CASE_BITS = 15;
const CASES: number = (1 << CASE_BITS) - 1;
const COMMITTERS: number = (1 << (31 - CASE_BITS)) - 1;

/** The most cases that a ticket can have. */
export const MOST_CASES: number = CASES - 1;

/** The size of a ticket of so many cases. */
export function ticketWords(cases: number): number {
  return HEAD_WORDS + cases * NODE_WORDS;
}

/** The node of a case. */
export function nodeOf(ticket: number, index: number): number {
  return ticket + HEAD_WORDS + index * NODE_WORDS;
}

/** Makes a ticket of so many cases ready to be put into queues. */
export function arm(words: Int32Array, ticket: number, thread: number, cases: number): void {
  words[ticket + THREAD] = thread;
  words[ticket + NEXT] = cases;
  Atomics.store(words, ticket + STATE, ARMED);
}

/**
 * The lock of that in which `queue` is: the first word of every object that threads share, which begins two
 * words into its block (crossing.ts) and has its queues within that cache line.
 */
export function lockOf(queue: number): number {
  return (queue & ~15) + 2;
}

/** Ends the wait that `node` is a case of by letting this case take place; false where it has ended. */
export function commit(words: Int32Array, node: number): boolean {
  const ticket = words[node + TICKET] as number;
  const won = (node - ticket - HEAD_WORDS) / NODE_WORDS + 1;
  // Who commits has the lock, whose word names its owner.
  const held = Atomics.load(words, lockOf(words[node + QUEUE] as number)); // others mark that they sleep
  const committer = (held >> 1) & COMMITTERS;
  const state = (committer << CASE_BITS) | won;
  return Atomics.compareExchange(words, ticket + STATE, ARMED, state) === ARMED;
}

/** Ends the wait without any case; false where it has ended. For its owner. */
export function cancel(words: Int32Array, ticket: number): boolean {
  return Atomics.compareExchange(words, ticket + STATE, ARMED, CANCELLED) === ARMED;
}

/** The case that won, of a ticket that was delivered. */
export function winnerOf(words: Int32Array, ticket: number): number {
  return (Atomics.load(words, ticket + STATE) & CASES) - 1;
}

/** The number of the thread that has committed a ticket whose word is `state`; 0 where none has. */
export function committerOf(state: number): number {
  return state > ARMED ? state >> CASE_BITS : 0;
}

/** Makes of a ticket of one case a notice for the thread whose record is at `thread`. */
export function makeNotice(words: Int32Array, ticket: number, thread: number): void {
  words[ticket + THREAD] = thread;
  Atomics.store(words, ticket + STATE, NOTICE);
}
