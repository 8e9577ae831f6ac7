/**
 * Many values at once through a channel between threads, without waiting: as many sends or receives in turn,
 * but under one lock.
 *
 * Invariants:
 * - The channel is in each moment as it would be after some of the sends (or receives) one by one.
 * - A lock is held for as many values as the caller names: callers name at most MOST_AT_ONCE.
 */

import { lock, unlock } from "./futex.ts";
import { CLOSED, deliverAll, WAITS } from "./operations.ts";
import {
  capacityOf,
  countOf,
  isClosed,
  LOCK,
  moveIntoBuffer,
  putMany,
  RECEIVERS,
  SENDERS,
  takeMany,
} from "./rendezvous.ts";
import { SLOT_WORDS } from "./slot.ts";
import type { Thread } from "./thread.ts";
import { NEXT, OFFER, OK, RESULT, TICKET } from "./ticket.ts";
import { dequeue } from "./wait-list.ts";

/** How many values may be moved under one lock: that takes about a microsecond. */
export const MOST_AT_ONCE = 256;

/** The tickets of those whose waits have ended, linked by NEXT, in their order. */
class Chain {
  first = 0;
  #last = 0;

  /** Adds the ticket of `node`, whose case has taken place; answers it. */
  add(words: Int32Array, node: number): number {
    const ticket = words[node + TICKET] as number;
    words[ticket + OK] = 1;
    words[ticket + NEXT] = 0;
    if (this.#last === 0) this.first = ticket;
    else words[this.#last + NEXT] = ticket;
    this.#last = ticket;
    return ticket;
  }
}

function copySlot(from: Int32Array, at: number, to: Int32Array, into: number): void {
  for (let word = 0; word < SLOT_WORDS; word++) to[into + word] = from[at + word] as number;
}

/**
 * Sends the slots numbered `from` to below `to` of `slots`, as far as that can be done without waiting;
 * answers how many were sent, or CLOSED.
 */
export function trySendMany(
  t: Thread,
  ch: number,
  slots: Int32Array,
  from: number,
  to: number,
): number {
  const { words } = t;
  const woken = new Chain();
  let next = from;
  lock(words, ch + LOCK, t.owner, t.lockSpins);
  if (isClosed(words, ch)) {
    unlock(words, ch + LOCK);
    return CLOSED;
  }
  while (next < to) {
    const receiver = dequeue(words, ch + RECEIVERS);
    if (receiver === 0) break;
    copySlot(slots, next++ * SLOT_WORDS, words, woken.add(words, receiver) + RESULT);
  }
  next += putMany(words, ch, slots, next, to);
  unlock(words, ch + LOCK);
  deliverAll(words, woken.first);
  return next - from;
}

/**
 * Receives into the slots numbered `from` to below `to` of `slots`, as far as that can be done without
 * waiting; answers how many were received, or WAITS or CLOSED where there was none.
 */
export function tryRecvMany(
  t: Thread,
  ch: number,
  slots: Int32Array,
  from: number,
  to: number,
): number {
  const { words } = t;
  const woken = new Chain();
  lock(words, ch + LOCK, t.owner, t.lockSpins);
  let next = from + takeMany(words, ch, slots, from, to);
  // Senders that wait come after what was in the buffer: to the caller, or up into the buffer.
  while (next < to || countOf(words, ch) < capacityOf(words, ch)) {
    const sender = dequeue(words, ch + SENDERS);
    if (sender === 0) break;
    woken.add(words, sender);
    if (next < to) copySlot(words, sender + OFFER, slots, next++ * SLOT_WORDS);
    else moveIntoBuffer(words, ch, sender + OFFER);
  }
  const closed = isClosed(words, ch);
  unlock(words, ch + LOCK);
  deliverAll(words, woken.first);
  if (next > from) return next - from;
  return closed ? CLOSED : WAITS;
}
