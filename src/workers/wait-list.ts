/**
 * A queue of those that wait for something between threads: nodes of tickets, linked both ways. Channels,
 * locks and conditions all have their waiters in such queues.
 *
 * Invariants:
 * - A queue and its nodes are read and written under one lock: that of what is waited for.
 * - Order is FIFO, and adding, taking the first and leaving cost the same however many wait.
 * - Some of the nodes may be of waits that have ended elsewhere, or whose threads are gone: whoever comes
 *   upon one takes it out.
 */

import {
  ARMED,
  cancel,
  commit,
  EARLIER,
  LATER,
  NEXT,
  nodeOf,
  OK,
  QUEUE,
  STATE,
  THREAD,
  TICKET,
} from "./ticket.ts";

const FIRST = 0;
const LAST = 1;

/** The size of a queue; zeroed words are an empty one. */
export const QUEUE_WORDS = 2;

/** Puts a case of an armed ticket at the end of a queue, and answers its node. */
export function enqueue(words: Int32Array, queue: number, ticket: number, index: number): number {
  const node = nodeOf(ticket, index);
  const last = words[queue + LAST] as number;
  words[node + TICKET] = ticket;
  words[node + QUEUE] = queue;
  words[node + LATER] = 0;
  words[node + EARLIER] = last;
  words[last === 0 ? queue + FIRST : last + LATER] = node;
  words[queue + LAST] = node;
  return node;
}

/** Takes a case out of its queue, if it is in one. */
export function unlink(words: Int32Array, node: number): void {
  const queue = words[node + QUEUE] as number;
  if (queue === 0) return;
  const later = words[node + LATER] as number;
  const earlier = words[node + EARLIER] as number;
  words[earlier === 0 ? queue + FIRST : earlier + LATER] = later;
  words[later === 0 ? queue + LAST : later + EARLIER] = earlier;
  words[node + QUEUE] = 0;
}

/** Takes out the first case that can take place, and those before it whose waits have ended; 0 if none. */
export function dequeue(words: Int32Array, queue: number): number {
  for (;;) {
    const node = words[queue + FIRST] as number;
    if (node === 0) return 0;
    // In this order: what was committed by a thread that dies before the next step can still be found.
    const isCommitted = commit(words, node);
    unlink(words, node);
    if (isCommitted) return node;
  }
}

/**
 * Ends all waits of a queue with `ok`. Answers their tickets, oldest first, linked by NEXT, and then those of
 * the chain `after`; they are to be delivered once the lock is free. 0 where there are none.
 */
export function dequeueAll(words: Int32Array, queue: number, ok: number, after: number): number {
  let first = after;
  let last = 0;
  for (let node = dequeue(words, queue); node !== 0; node = dequeue(words, queue)) {
    const ticket = words[node + TICKET] as number;
    words[ticket + OK] = ok;
    words[ticket + NEXT] = after;
    if (last === 0) first = ticket;
    else words[last + NEXT] = ticket;
    last = ticket;
  }
  return first;
}

/** The first case of a wait that goes on, left where it is; 0 where there is none. */
export function firstOf(words: Int32Array, queue: number): number {
  for (;;) {
    const node = words[queue + FIRST] as number;
    if (node === 0) return 0;
    if (Atomics.load(words, (words[node + TICKET] as number) + STATE) === ARMED) return node;
    unlink(words, node);
  }
}

/** The nodes of the thread whose record is at `record`. */
export function nodesOf(words: Int32Array, queue: number, record: number): number[] {
  const nodes: number[] = [];
  for (
    let node = words[queue + FIRST] as number;
    node !== 0;
    node = words[node + LATER] as number
  ) {
    if (words[(words[node + TICKET] as number) + THREAD] === record) nodes.push(node);
  }
  return nodes;
}

/** Ends and takes out all waits of the thread whose record is at `record`; answers how many there were. */
export function forget(words: Int32Array, queue: number, record: number): number {
  let count = 0;
  let node = words[queue + FIRST] as number;
  while (node !== 0) {
    const later = words[node + LATER] as number;
    const ticket = words[node + TICKET] as number;
    if (words[ticket + THREAD] === record) {
      cancel(words, ticket);
      unlink(words, node);
      count++;
    }
    node = later;
  }
  return count;
}
