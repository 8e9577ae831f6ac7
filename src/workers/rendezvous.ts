/**
 * The words of a shared channel, and the steps on it: Go's `runtime/chan.go` for many threads. Everything
 * here is done under the channel's lock; what is decided under it is delivered after it.
 *
 * Invariants, as there:
 * - At least one of the queues is empty, except while a wait stands in both, or has ended.
 * - If the buffer holds a value, nobody waits to receive; if it has room, nobody waits to send.
 * - A closed channel has nobody in either queue.
 * - All words but LOCK are read and written under the lock only, so none needs to be atomic.
 */

import { moveSlot, putSlot, SLOT_WORDS, takeSlot } from "./slot.ts";
import { OFFER, OK, RESULT, TICKET } from "./ticket.ts";
import { dequeue, dequeueAll, QUEUE_WORDS } from "./wait-list.ts";

/** The lock; see futex.ts. */
export const LOCK = 0;
const CLOSED = 1;
const CAPACITY = 2;
/** How many values are in the buffer, and where the oldest is. */
const COUNT = 3;
const OLDEST = 4;
/** The queues of waiters. */
export const RECEIVERS = 5;
export const SENDERS: number = RECEIVERS + QUEUE_WORDS;
/** The address of the buffer. */
const BUFFER: number = SENDERS + QUEUE_WORDS;

/** The size of a channel without its buffer. */
export const CHANNEL_WORDS: number = BUFFER + 1;

/** The size of the buffer of a channel. */
export function bufferWords(capacity: number): number {
  return capacity * SLOT_WORDS;
}

/** Makes a channel of zeroed words, before any other thread knows of it. */
export function initChannel(words: Int32Array, ch: number, capacity: number, buffer: number): void {
  words[ch + CAPACITY] = capacity;
  words[ch + BUFFER] = buffer;
}

/** What an attempt answers where it would have to wait. */
export const WOULD_WAIT: number = -1;
/** What an attempt answers where the channel is closed (and, to receive, drained). */
export const IS_CLOSED: number = -2;

/**
 * Sends what is in `slot` if that can be done now. Answers the ticket of the receiver that has it, which
 * is to be delivered once the lock is free; 0 where the buffer has it; WOULD_WAIT or IS_CLOSED.
 */
export function attemptSend(words: Int32Array, ch: number, slot: Int32Array): number {
  if (words[ch + CLOSED] !== 0) return IS_CLOSED;
  const receiver = dequeue(words, ch + RECEIVERS);
  if (receiver !== 0) {
    const ticket = words[receiver + TICKET] as number;
    putSlot(words, ticket + RESULT, slot);
    words[ticket + OK] = 1;
    return ticket;
  }
  if ((words[ch + COUNT] as number) >= (words[ch + CAPACITY] as number)) return WOULD_WAIT;
  putSlot(words, nextFree(words, ch), slot);
  return 0;
}

/**
 * Receives into `slot` if that can be done now. Answers the ticket of a sender whose value was taken, from
 * it or into the buffer, which is to be delivered once the lock is free; 0 where there is none; WOULD_WAIT
 * or IS_CLOSED.
 */
export function attemptRecv(words: Int32Array, ch: number, slot: Int32Array): number {
  if ((words[ch + COUNT] as number) > 0) {
    takeSlot(words, takeOldest(words, ch), slot);
    const sender = dequeue(words, ch + SENDERS);
    if (sender === 0) return 0;
    moveSlot(words, sender + OFFER, nextFree(words, ch));
    return tookPlace(words, sender);
  }
  const sender = dequeue(words, ch + SENDERS);
  if (sender !== 0) {
    takeSlot(words, sender + OFFER, slot);
    return tookPlace(words, sender);
  }
  return words[ch + CLOSED] !== 0 ? IS_CLOSED : WOULD_WAIT;
}

function tookPlace(words: Int32Array, node: number): number {
  const ticket = words[node + TICKET] as number;
  words[ticket + OK] = 1;
  return ticket;
}

/**
 * Closes the channel. Answers the tickets of all who waited, linked by NEXT, which are to be delivered
 * once the lock is free, or 0; IS_CLOSED where it is closed already.
 */
export function attemptClose(words: Int32Array, ch: number): number {
  if (words[ch + CLOSED] !== 0) return IS_CLOSED;
  words[ch + CLOSED] = 1;
  // Go wakes receivers first, in order (closechan): so the chain is made from its end.
  return dequeueAll(words, ch + RECEIVERS, 0, dequeueAll(words, ch + SENDERS, 0, 0));
}

/** How many values are in the buffer. */
export function countOf(words: Int32Array, ch: number): number {
  return words[ch + COUNT] as number;
}

/** The number of values the buffer holds at most. It never changes: no lock is needed. */
export function capacityOf(words: Int32Array, ch: number): number {
  return words[ch + CAPACITY] as number;
}

/** The address of the buffer. It never changes. */
export function bufferOf(words: Int32Array, ch: number): number {
  return words[ch + BUFFER] as number;
}

/** Takes a value out of the buffer of a channel that nobody refers to any more; false where none is left. */
export function takeLeftOver(words: Int32Array, ch: number, slot: Int32Array): boolean {
  if (countOf(words, ch) === 0) return false;
  takeSlot(words, takeOldest(words, ch), slot);
  return true;
}

/** Whether it is closed. */
export function isClosed(words: Int32Array, ch: number): boolean {
  return words[ch + CLOSED] !== 0;
}

// -------------------------------------------------------------------------------------- the buffer

function part(slots: Int32Array, from: number, to: number): Int32Array {
  return slots.subarray(from * SLOT_WORDS, to * SLOT_WORDS);
}

/** Puts slots numbered `from` to below `to` into the buffer, as many as it has room for; how many. */
export function putMany(
  words: Int32Array,
  ch: number,
  slots: Int32Array,
  from: number,
  to: number,
): number {
  const capacity = capacityOf(words, ch);
  const count = countOf(words, ch);
  const many = Math.min(capacity - count, to - from);
  const index = ((words[ch + OLDEST] as number) + count) % Math.max(1, capacity);
  const before = Math.min(many, capacity - index);
  const buffer = bufferOf(words, ch);
  words.set(part(slots, from, from + before), buffer + index * SLOT_WORDS);
  // Round the end of the ring.
  if (before < many) words.set(part(slots, from + before, from + many), buffer);
  words[ch + COUNT] = count + many;
  return many;
}

/** Takes what is in the buffer into the slots numbered `from` to below `to`, as many as there are; how many. */
export function takeMany(
  words: Int32Array,
  ch: number,
  slots: Int32Array,
  from: number,
  to: number,
): number {
  const capacity = capacityOf(words, ch);
  const count = countOf(words, ch);
  const many = Math.min(count, to - from);
  const index = words[ch + OLDEST] as number;
  const before = Math.min(many, capacity - index);
  const buffer = bufferOf(words, ch);
  const begins = buffer + index * SLOT_WORDS;
  slots.set(words.subarray(begins, begins + before * SLOT_WORDS), from * SLOT_WORDS);
  if (before < many) {
    const ends = buffer + (many - before) * SLOT_WORDS;
    slots.set(words.subarray(buffer, ends), (from + before) * SLOT_WORDS);
  }
  words[ch + OLDEST] = (index + many) % Math.max(1, capacity);
  words[ch + COUNT] = count - many;
  return many;
}

/** Puts the slot at `from`, which is in shared memory, into the buffer, which has room. */
export function moveIntoBuffer(words: Int32Array, ch: number, from: number): void {
  moveSlot(words, from, nextFree(words, ch));
}

function nextFree(words: Int32Array, ch: number): number {
  const count = words[ch + COUNT] as number;
  const capacity = words[ch + CAPACITY] as number;
  let index = (words[ch + OLDEST] as number) + count;
  if (index >= capacity) index -= capacity;
  words[ch + COUNT] = count + 1;
  return (words[ch + BUFFER] as number) + index * SLOT_WORDS;
}

function takeOldest(words: Int32Array, ch: number): number {
  const index = words[ch + OLDEST] as number;
  words[ch + OLDEST] = index + 1 === words[ch + CAPACITY] ? 0 : index + 1;
  words[ch + COUNT] = (words[ch + COUNT] as number) - 1;
  return (words[ch + BUFFER] as number) + index * SLOT_WORDS;
}
