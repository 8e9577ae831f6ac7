/**
 * Send, receive, close and select on shared channels, each in two halves: `try...` or `begin...`, which
 * does it at once or leaves a ticket in the queues, and, once that ticket is delivered, `end...`. A thread
 * that blocks waits in between by `thread.await(ticket)`; an event loop goes on.
 *
 * Invariants:
 * - A channel's lock is held for a few dozen steps and never while waiting for a goroutine.
 * - Several locks are taken in the order of their addresses, so nobody waits in a circle.
 * - Tickets are delivered when no lock is held: who is woken does not run into it.
 * - A select looks before it is in any queue, so it never meets itself.
 */

import { lock, unlock } from "./futex.ts";
import { deliver } from "./parker.ts";
import {
  attemptClose,
  attemptRecv,
  attemptSend,
  IS_CLOSED,
  LOCK,
  RECEIVERS,
  SENDERS,
  WOULD_WAIT,
} from "./rendezvous.ts";
import { putSlot, takeSlot } from "./slot.ts";
import type { Thread } from "./thread.ts";
import { arm, cancel, DIED, NEXT, nodeOf, OFFER, OK, RESULT, winnerOf } from "./ticket.ts";
import { enqueue, unlink } from "./wait-list.ts";
import { WorkerDiedError } from "./worker-died-error.ts";

/** What an operation answers: it took place, it would have to wait, the channel is closed, it is lost. */
export type Outcome = 0 | -1 | -2 | -3;
export const TOOK_PLACE = 0;
export const WAITS = WOULD_WAIT as -1;
export const CLOSED = IS_CLOSED as -2;
/** Only of what waited: it was lost to the death of a thread. */
export const LOST = -3;

// Delivers the ticket in what an attempt has answered, once the lock is free.
function conclude(words: Int32Array, attempted: number): Outcome {
  if (attempted <= 0) return attempted as Outcome;
  deliver(words, attempted);
  return TOOK_PLACE;
}

// Locks the channel; false where its lock is broken.
function lockChannel(t: Thread, ch: number): boolean {
  try {
    lock(t.words, ch + LOCK, t.owner, t.lockSpins);
    return true;
  } catch (error) {
    if (error instanceof WorkerDiedError) return false;
    throw error;
  }
}

// The ticket of a wait that is lost before it has begun: it is delivered at once.
function lost(t: Thread, ticket: number): number {
  const { words } = t;
  arm(words, ticket, t.record, 0);
  cancel(words, ticket);
  words[ticket + OK] = DIED;
  deliver(words, ticket);
  return ticket;
}

/** The outcome, unless it is LOST, which is thrown as a WorkerDiedError. */
export function notLost<O extends Outcome>(outcome: O): O {
  if (outcome === LOST) throw lossError();
  return outcome;
}

/** The error of an operation that is LOST. */
export function lossError(): WorkerDiedError {
  return new WorkerDiedError("a worker died", "with it went what this operation was about");
}

/** Sends what is in `slot` if that can be done without waiting. */
export function trySend(t: Thread, ch: number, slot: Int32Array): Outcome {
  const { words } = t;
  if (!lockChannel(t, ch)) return LOST;
  const attempted = attemptSend(words, ch, slot);
  unlock(words, ch + LOCK);
  return conclude(words, attempted);
}

/** Receives into `slot` if that can be done without waiting. */
export function tryRecv(t: Thread, ch: number, slot: Int32Array): Outcome {
  const { words } = t;
  if (!lockChannel(t, ch)) return LOST;
  const attempted = attemptRecv(words, ch, slot);
  unlock(words, ch + LOCK);
  return conclude(words, attempted);
}

/** Closes the channel; CLOSED where it is closed already. */
export function close(t: Thread, ch: number): Outcome {
  const { words } = t;
  lock(words, ch + LOCK, t.owner, t.lockSpins);
  const ticket = attemptClose(words, ch);
  unlock(words, ch + LOCK);
  if (ticket === IS_CLOSED) return CLOSED;
  deliverAll(words, ticket);
  return TOOK_PLACE;
}

/** Delivers tickets that are linked by NEXT, from the first on, or none for 0; no lock is held. */
export function deliverAll(words: Int32Array, first: number): void {
  let ticket = first;
  while (ticket !== 0) {
    const next = words[ticket + NEXT] as number; // delivering gives the link away
    deliver(words, ticket);
    ticket = next;
  }
}

/** As `trySend`, but where it has to wait, or is lost, it answers a ticket that waits: greater than 0. */
export function beginSend(t: Thread, ch: number, slot: Int32Array): number {
  const ticket = t.ticket(1);
  const { words } = t;
  if (!lockChannel(t, ch)) {
    putSlot(words, nodeOf(ticket, 0) + OFFER, slot);
    return lost(t, ticket);
  }
  const attempted = attemptSend(words, ch, slot);
  if (attempted === WOULD_WAIT) {
    arm(words, ticket, t.record, 1);
    putSlot(words, enqueue(words, ch + SENDERS, ticket, 0) + OFFER, slot);
    unlock(words, ch + LOCK);
    return ticket;
  }
  unlock(words, ch + LOCK);
  t.putBack(ticket, 1);
  return conclude(words, attempted);
}

/** As `tryRecv`, but where it has to wait, or is lost, it answers a ticket that waits: greater than 0. */
export function beginRecv(t: Thread, ch: number, slot: Int32Array): number {
  const ticket = t.ticket(1);
  const { words } = t;
  if (!lockChannel(t, ch)) return lost(t, ticket);
  const attempted = attemptRecv(words, ch, slot);
  if (attempted === WOULD_WAIT) {
    arm(words, ticket, t.record, 1);
    enqueue(words, ch + RECEIVERS, ticket, 0);
    unlock(words, ch + LOCK);
    return ticket;
  }
  unlock(words, ch + LOCK);
  t.putBack(ticket, 1);
  return conclude(words, attempted);
}

/** Ends a send whose ticket was delivered; `slot` has again what it brought, sent or not. */
export function endSend(t: Thread, ticket: number, slot: Int32Array): Outcome {
  const outcome = outcomeOf(t.words, ticket);
  takeSlot(t.words, nodeOf(ticket, 0) + OFFER, slot);
  if (outcome === LOST && winnerOf(t.words, ticket) === 0) slot[0] = 0; // the dead has taken it
  t.putBack(ticket, 1);
  return outcome;
}

function outcomeOf(words: Int32Array, ticket: number): Outcome {
  const ok = words[ticket + OK];
  if (ok === 1) return TOOK_PLACE;
  return ok === DIED ? LOST : CLOSED;
}

/** Ends a receive whose ticket was delivered; what was received is in `slot`. */
export function endRecv(t: Thread, ticket: number, slot: Int32Array): Outcome {
  takeSlot(t.words, ticket + RESULT, slot);
  const outcome = outcomeOf(t.words, ticket);
  t.putBack(ticket, 1);
  return outcome;
}

/**
 * Breaks off a send or receive that waits; false where it has ended already and will be delivered. `slot` has
 * again what a send would have brought.
 */
export function withdraw(t: Thread, ch: number, ticket: number, slot: Int32Array): boolean {
  const { words } = t;
  if (!cancel(words, ticket)) return false;
  leave(t, ch, nodeOf(ticket, 0));
  takeSlot(words, nodeOf(ticket, 0) + OFFER, slot);
  t.putBack(ticket, 1);
  return true;
}

// Of a channel whose lock is broken nobody looks at the queues any more.
function leave(t: Thread, ch: number, node: number): void {
  if (!lockChannel(t, ch)) return;
  unlink(t.words, node);
  unlock(t.words, ch + LOCK);
}

// ------------------------------------------------------------------------------------------ select

/** A case of a select: a channel, and what is to be sent to it, or null to receive. */
export interface SharedCase {
  readonly channel: number;
  readonly offer: Int32Array | null;
}

/** What a select has come to: the case that took place and how, or the ticket with which it waits. */
export interface Selected {
  /** The ticket, or 0 where a case has taken place. */
  readonly ticket: number;
  readonly winner: number;
  readonly outcome: Outcome;
}

/**
 * Lets the first case in `order` that is ready take place; where none is, it is `otherwise`, which is
 * called with all channels locked and must unlock them. `order` names each case once and should be random,
 * so that none is preferred; `into` takes what is received.
 */
function look(
  t: Thread,
  cases: readonly SharedCase[],
  order: readonly number[],
  into: Int32Array,
  otherwise: (locked: readonly number[]) => Selected,
): Selected {
  const { words } = t;
  const channels = lockOrder(cases);
  if (!lockAll(t, channels)) return { ticket: 0, winner: 0, outcome: LOST };
  for (const winner of order) {
    const { channel, offer } = cases[winner] as SharedCase;
    const attempted =
      offer === null ? attemptRecv(words, channel, into) : attemptSend(words, channel, offer);
    if (attempted === WOULD_WAIT) continue;
    unlockAll(words, channels);
    return { ticket: 0, winner, outcome: conclude(words, attempted) };
  }
  return otherwise(channels);
}

function lockOrder(cases: readonly SharedCase[]): number[] {
  return [...new Set(cases.map((c) => c.channel))].sort((a, b) => a - b);
}

// Whether all could be locked; else none is.
function lockAll(t: Thread, channels: readonly number[]): boolean {
  for (let index = 0; index < channels.length; index++) {
    if (lockChannel(t, channels[index] as number)) continue;
    unlockAll(t.words, channels.slice(0, index));
    return false;
  }
  return true;
}

function unlockAll(words: Int32Array, channels: readonly number[]): void {
  for (const ch of channels) unlock(words, ch + LOCK);
}

/** A select that does not wait: `outcome` is WAITS where no case is ready. */
export function trySelect(
  t: Thread,
  cases: readonly SharedCase[],
  order: readonly number[],
  into: Int32Array,
): Selected {
  return look(t, cases, order, into, (channels) => {
    unlockAll(t.words, channels);
    return { ticket: 0, winner: -1, outcome: WAITS };
  });
}

/** A select: where no case is ready it leaves a ticket in the queues of all. */
export function beginSelect(
  t: Thread,
  cases: readonly SharedCase[],
  order: readonly number[],
  into: Int32Array,
): Selected {
  const ticket = t.ticket(cases.length);
  const selected = look(t, cases, order, into, (channels) => {
    const { words } = t;
    arm(words, ticket, t.record, cases.length);
    for (const index of order) {
      const { channel, offer } = cases[index] as SharedCase;
      const queue = channel + (offer === null ? RECEIVERS : SENDERS);
      const node = enqueue(words, queue, ticket, index);
      if (offer !== null) putSlot(words, node + OFFER, offer);
    }
    unlockAll(words, channels);
    return { ticket, winner: -1, outcome: WAITS };
  });
  if (selected.ticket === 0) t.putBack(ticket, cases.length);
  return selected;
}

/** Ends a select whose ticket was delivered: the losers leave their queues. */
export function endSelect(
  t: Thread,
  cases: readonly SharedCase[],
  ticket: number,
  into: Int32Array,
): Selected {
  const { words } = t;
  const outcome = outcomeOf(words, ticket);
  // Of what is lost, the case that the dead has taken, or none.
  const committed = winnerOf(words, ticket);
  const winner = committed < cases.length ? committed : -1;
  if (outcome === TOOK_PLACE && (cases[winner] as SharedCase).offer === null) {
    takeSlot(words, ticket + RESULT, into);
  }
  leaveAll(t, cases, ticket, winner);
  return { ticket: 0, winner, outcome };
}

/** Breaks off a select that waits; false where a case has taken place and will be delivered. */
export function withdrawSelect(t: Thread, cases: readonly SharedCase[], ticket: number): boolean {
  if (!claimSelect(t, ticket)) return false;
  leaveSelect(t, cases, ticket);
  return true;
}

/**
 * The first half of `withdrawSelect`: from now on no case can take place. False where one has, and will be
 * delivered. A select that has other cases beside these lets one of those take place only then.
 */
export function claimSelect(t: Thread, ticket: number): boolean {
  return cancel(t.words, ticket);
}

/** The second half, once the first was true: the cases leave their queues. */
export function leaveSelect(t: Thread, cases: readonly SharedCase[], ticket: number): void {
  leaveAll(t, cases, ticket, -1);
}

function leaveAll(t: Thread, cases: readonly SharedCase[], ticket: number, winner: number): void {
  for (let index = 0; index < cases.length; index++) {
    const { channel } = cases[index] as SharedCase;
    if (index !== winner) leave(t, channel, nodeOf(ticket, index));
  }
  t.putBack(ticket, cases.length);
}
