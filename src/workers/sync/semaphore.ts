/**
 * A semaphore between threads, as steps at a gate: weighted as golang.org/x/sync/semaphore, and without a
 * limit as Python's threading.Semaphore.
 *
 * Invariants:
 * - FREE is never negative and, where there is a LIMIT, never above it; the rest is what the holdings hold.
 * - FIFO: while anyone waits, nobody is served before them, however little is asked for.
 * - Nobody waits who could be served, but those who want more than there can ever be: they hold up nobody.
 * - Where there is no LIMIT, what was acquired is used up, and nobody holds it.
 */

import { commit } from "../ticket.ts";
import { firstOf, QUEUE_WORDS, unlink } from "../wait-list.ts";
import { amountOf, DONE, GATE_WORDS, waiterOf, wake } from "./gate.ts";
import { giveBack, hold, holdingOf, takeAll } from "./holdings.ts";

/** How much is free. */
export const FREE: number = GATE_WORDS;
/** How much there is, or NO_LIMIT. */
export const LIMIT: number = FREE + 1;
export const HOLDINGS: number = LIMIT + 1;
export const WAITING: number = HOLDINGS + 1;
export const HOPELESS: number = WAITING + QUEUE_WORDS;

export const SEMAPHORE_WORDS: number = HOPELESS + QUEUE_WORDS;

export const NO_LIMIT = -1;

/** What is released was not acquired: there would be more than there is. */
export const TOO_MUCH = -1;

/** The most that can be free. */
export const MOST = 0x7fff_ffff;

/** Makes a semaphore of zeroed words, of which all is free. */
export function initSemaphore(words: Int32Array, sem: number, free: number, limit: number): void {
  words[sem + FREE] = free;
  words[sem + LIMIT] = limit;
}

/** Acquires `amount` for the holding `by`. */
export function acquire(words: Int32Array, sem: number, by: number, amount: number): number {
  const limit = words[sem + LIMIT] as number;
  if (limit !== NO_LIMIT && amount > limit) return sem + HOPELESS;
  if (amount > (words[sem + FREE] as number) || firstOf(words, sem + WAITING) !== 0) {
    return sem + WAITING;
  }
  take(words, sem, by, amount);
  return DONE;
}

/** Gives `amount` back; TOO_MUCH, and nothing is given back, where so much is not held. */
export function release(words: Int32Array, sem: number, by: number, amount: number): number {
  const limit = words[sem + LIMIT] as number;
  const room = (limit === NO_LIMIT ? MOST : limit) - (words[sem + FREE] as number);
  if (amount > room) return TOO_MUCH;
  words[sem + FREE] = (words[sem + FREE] as number) + amount;
  if (limit !== NO_LIMIT) giveBack(words, sem + HOLDINGS, by, amount);
  return serve(words, sem);
}

/** Serves those at the front that fit; the first that does not keeps all behind it waiting. */
export function serve(words: Int32Array, sem: number): number {
  for (;;) {
    const node = firstOf(words, sem + WAITING);
    if (node === 0 || amountOf(words, node) > (words[sem + FREE] as number)) return DONE;
    const isCommitted = commit(words, node);
    unlink(words, node);
    if (!isCommitted) continue;
    take(words, sem, waiterOf(words, node), amountOf(words, node));
    wake(words, sem, node, DONE);
  }
}

/** Thread `dead`, all of whose waits have ended, has died: what it held is free. */
export function bereaveSemaphore(words: Int32Array, sem: number, dead: number): number {
  const holding = holdingOf(words, sem + HOLDINGS, dead);
  if (holding !== 0) words[sem + FREE] = (words[sem + FREE] as number) + takeAll(words, holding);
  return serve(words, sem);
}

function take(words: Int32Array, sem: number, by: number, amount: number): void {
  words[sem + FREE] = (words[sem + FREE] as number) - amount;
  if (words[sem + LIMIT] !== NO_LIMIT) hold(words, by, amount);
}
