/**
 * How a thread sleeps until another has something for it, and how that other wakes it. Each thread has
 * a record in shared memory, and in it one word, READY: the stack of the tickets that were delivered to
 * it. That word is also the futex it sleeps on. (A futex of each channel's own would not do:
 * `Atomics.waitAsync` cannot be cancelled.)
 *
 * Invariants:
 * - A thread sleeps only while READY is 0, and says so in ASLEEP before it looks at READY for the last
 *   time. Who delivers changes READY first and looks at ASLEEP then. So one of the two sees the other,
 *   and no wake-up is lost. Only the thread itself writes ASLEEP: a waker that reset it could reset what
 *   was set anew for the next sleep.
 * - Who delivers to an empty stack wakes the thread; who delivers to another leaves that to the first.
 * - The thread takes the whole stack at once, so a ticket that comes back soon cannot deceive anybody
 *   (no ABA problem).
 * - Tickets are handed on in the order in which they were delivered.
 */

import { NEXT, THREAD } from "./ticket.ts";

/** The ticket delivered last, or 0. Atomic; the futex. */
const READY = 0;
/** 1 while the thread sleeps, or is about to. Atomic. */
const ASLEEP = 1;
/** The list of the shared objects that the thread has handles of; see crossing.ts. */
export const HELD = 2;

/** How many words of a thread's record are used here and in crossing.ts; see threads.ts. */
export const THREAD_WORDS = 3;

/** Gives the ticket, whose wait the caller has ended, back to its thread, and wakes that. */
export function deliver(words: Int32Array, ticket: number): void {
  const thread = words[ticket + THREAD] as number;
  for (;;) {
    const head = Atomics.load(words, thread + READY);
    words[ticket + NEXT] = head;
    if (Atomics.compareExchange(words, thread + READY, head, ticket) !== head) continue;
    // All who wait: beside a blocked thread its own waitAsync may stand in line.
    if (head === 0 && Atomics.load(words, thread + ASLEEP) !== 0) {
      Atomics.notify(words, thread + READY);
    }
    return;
  }
}

/**
 * As `deliver`, for what tells of a death. The thread is woken though others have delivered to it before: one
 * of them may have died before it woke it.
 */
export function deliverNotice(words: Int32Array, notice: number): void {
  deliver(words, notice);
  Atomics.notify(words, (words[notice + THREAD] as number) + READY);
}

/** Whether tickets were delivered to the thread; for itself. */
export function hasReady(words: Int32Array, thread: number): boolean {
  return Atomics.load(words, thread + READY) !== 0;
}

/** Whether the thread sleeps, or is about to, with nothing delivered to it. */
export function isAsleep(words: Int32Array, thread: number): boolean {
  return Atomics.load(words, thread + ASLEEP) !== 0 && !hasReady(words, thread);
}

/** Takes all tickets that were delivered, linked by NEXT, oldest first; 0 where there are none. */
export function takeReady(words: Int32Array, thread: number): number {
  let rest = Atomics.exchange(words, thread + READY, 0);
  let oldest = 0;
  while (rest !== 0) {
    const next = words[rest + NEXT] as number;
    words[rest + NEXT] = oldest;
    oldest = rest;
    rest = next;
  }
  return oldest;
}

/** Blocks the thread until something is delivered to it, for `timeoutMs` milliseconds at most. */
export function sleep(
  words: Int32Array,
  thread: number,
  timeoutMs: number = Number.POSITIVE_INFINITY,
): void {
  const before = Atomics.exchange(words, thread + ASLEEP, 1);
  Atomics.wait(words, thread + READY, 0, timeoutMs);
  // As it was: while its event loop sleeps by `sleepAsync`, that goes on.
  Atomics.store(words, thread + ASLEEP, before);
}

/** Says that the thread looks for what is delivered by itself, before it sleeps again. */
export function stayAwake(words: Int32Array, thread: number): void {
  Atomics.store(words, thread + ASLEEP, 0);
}

/** Says that the thread's event loop sleeps; false where something has been delivered meanwhile. */
export function fallAsleep(words: Int32Array, thread: number): boolean {
  Atomics.store(words, thread + ASLEEP, 1);
  return Atomics.load(words, thread + READY) === 0;
}

/** The word on which the event loop of a thread that has fallen asleep waits while it is 0. */
export function futexOf(thread: number): number {
  return thread + READY;
}
