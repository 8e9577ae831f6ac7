/**
 * What locks, conditions and all else that goroutines of many threads wait at have in common: a gate. It is
 * a few words of shared memory under a lock, and queues of tickets.
 *
 * All there is to know of a kind of gate are its steps. A step is taken under the gate's lock. It goes
 * through, or is refused, or says in which queue to wait for that which somebody else's step will do in its
 * place; and it may end the waits of others, by `wake`.
 *
 * Invariants:
 * - The lock is held for a few dozen steps, and never while waiting for a goroutine.
 * - Who is woken has what it waited for: it was handed over under the lock, so nobody can come between.
 * - Tickets are delivered when the lock is free: who is woken does not run into it.
 * - All words but LOCK are read and written under the lock only, so none needs to be atomic. Waits are broken
 *   off under it too: a step finds none in its queues that has ended, unless its thread has died.
 */

import { lock, unlock } from "../futex.ts";
import { deliver } from "../parker.ts";
import type { Thread } from "../thread.ts";
import { arm, cancel, NEXT, nodeOf, OFFER, OK, TICKET } from "../ticket.ts";
import { enqueue, unlink } from "../wait-list.ts";

/** The lock; see futex.ts. */
export const LOCK = 0;
/** The tickets whose waits the step under way has ended: the first and the last, linked by NEXT. */
const WOKEN = 1;
const LAST_WOKEN = 2;

/** Where a gate's own words begin. */
export const GATE_WORDS = 3;

/** Of a node in a gate's queue: how much is wanted, and who wants it. */
const AMOUNT: number = OFFER;
const BY: number = OFFER + 1;

/**
 * What a step answers when it has gone through, and a wait is ended with when it has been done in its place.
 * Less is a refusal, more the queue to wait in.
 */
export const DONE = 0;

/** What `attempt` answers in the place of a queue. */
export const WOULD_WAIT = 1;

/**
 * A step, taken under the lock.
 *
 * @param by who takes it, in the terms of the kind: the number of a thread, or an address.
 * @param amount how much of it, in the terms of the kind.
 */
export type Step = (words: Int32Array, gate: number, by: number, amount: number) => number;

/** For a step: ends the wait of `node`, which is committed, with `outcome`. */
export function wake(words: Int32Array, gate: number, node: number, outcome: number): void {
  const ticket = words[node + TICKET] as number;
  words[ticket + OK] = outcome;
  words[ticket + NEXT] = 0;
  if (words[gate + WOKEN] === 0) words[gate + WOKEN] = ticket;
  else words[(words[gate + LAST_WOKEN] as number) + NEXT] = ticket;
  words[gate + LAST_WOKEN] = ticket;
}

/** For a step: how much the wait of `node` is for. */
export function amountOf(words: Int32Array, node: number): number {
  return words[node + AMOUNT] as number;
}

/** For a step: who waits with `node`. */
export function waiterOf(words: Int32Array, node: number): number {
  return words[node + BY] as number;
}

// Lets go of the lock, and delivers those that were woken under it, in order.
function leave(words: Int32Array, gate: number): void {
  let ticket = words[gate + WOKEN] as number;
  if (ticket === 0) {
    unlock(words, gate + LOCK);
    return;
  }
  words[gate + WOKEN] = 0;
  unlock(words, gate + LOCK);
  while (ticket !== 0) {
    const next = words[ticket + NEXT] as number; // delivering gives the link away
    deliver(words, ticket);
    ticket = next;
  }
}

/** Takes a step if that is possible without waiting: DONE, a refusal, or WOULD_WAIT. */
export function attempt(t: Thread, gate: number, step: Step, by: number, amount: number): number {
  const { words } = t;
  lock(words, gate + LOCK, t.owner, t.lockSpins);
  const answer = step(words, gate, by, amount);
  leave(words, gate);
  return answer > 0 ? WOULD_WAIT : answer;
}

/** Takes a step: DONE, a refusal, or a ticket that waits, greater than 0. */
export function begin(t: Thread, gate: number, step: Step, by: number, amount: number): number {
  const { words } = t;
  const ticket = t.ticket(1);
  try {
    lock(words, gate + LOCK, t.owner, t.lockSpins);
  } catch (error) {
    t.putBack(ticket, 1);
    throw error;
  }
  const answer = step(words, gate, by, amount);
  if (answer > 0) {
    arm(words, ticket, t.record, 1);
    const node = enqueue(words, answer, ticket, 0);
    words[node + AMOUNT] = amount;
    words[node + BY] = by;
    leave(words, gate);
    return ticket;
  }
  leave(words, gate);
  t.putBack(ticket, 1);
  return answer;
}

/** Ends a wait whose ticket was delivered: what it was ended with. */
export function finish(t: Thread, ticket: number): number {
  const outcome = t.words[ticket + OK] as number;
  t.putBack(ticket, 1);
  return outcome;
}

/**
 * Breaks off a wait; false where it has ended already and will be delivered. `abandoned` is the step that
 * lets those go on who waited for the one that leaves.
 */
export function withdraw(t: Thread, gate: number, ticket: number, abandoned: Step): boolean {
  const { words } = t;
  const node = nodeOf(ticket, 0);
  lock(words, gate + LOCK, t.owner, t.lockSpins);
  const broken = cancel(words, ticket);
  if (broken) {
    unlink(words, node);
    abandoned(words, gate, waiterOf(words, node), amountOf(words, node));
  }
  leave(words, gate);
  if (broken) t.putBack(ticket, 1);
  return broken;
}

/** The step of those for whom nobody waits. */
export function nobodyElse(): number {
  return DONE;
}
