/**
 * Who holds how much of what many may hold at once: the readers of a lock, the permits of a semaphore. So that
 * what a thread held can be taken back when it has died.
 *
 * Invariants:
 * - A gate has a list of holdings, one for each thread that has joined it, read and written under its lock.
 *   They live as long as the gate.
 * - All of them together hold as much as is held. Who gives back more than it holds itself gives back for
 *   others: Go lets one goroutine lock and another unlock.
 */

import type { Agent } from "../agent.ts";
import { lock, unlock } from "../futex.ts";
import { LOCK } from "./gate.ts";

const NEXT = 0;
const OWNER = 1;
const AMOUNT = 2;

export const HOLDING_WORDS = 3;

/** The holding of thread `owner` in the list at `list`, or 0. */
export function holdingOf(words: Int32Array, list: number, owner: number): number {
  let holding = words[list] as number;
  while (holding !== 0 && words[holding + OWNER] !== owner)
    holding = words[holding + NEXT] as number;
  return holding;
}

/** Adds a holding of thread `owner`, in zeroed words at `holding`, to the list. */
export function addHolding(words: Int32Array, list: number, holding: number, owner: number): void {
  words[holding + NEXT] = words[list] as number;
  words[holding + OWNER] = owner;
  words[list] = holding;
}

/** The first holding of the list at `at`, or the one after the holding at `at`; 0 at the end. */
export function nextHolding(words: Int32Array, at: number): number {
  return words[at] as number;
}

/** Whose holding has `amount` more. */
export function hold(words: Int32Array, holding: number, amount: number): void {
  words[holding + AMOUNT] = (words[holding + AMOUNT] as number) + amount;
}

/** Gives back `amount`, of `holding` first and then of whatever others hold. */
export function giveBack(words: Int32Array, list: number, holding: number, amount: number): void {
  let left = amount - takeFrom(words, holding, amount);
  let other = words[list] as number;
  while (left > 0 && other !== 0) {
    left -= takeFrom(words, other, left);
    other = words[other + NEXT] as number;
  }
}

function takeFrom(words: Int32Array, holding: number, most: number): number {
  const taken = Math.min(words[holding + AMOUNT] as number, most);
  words[holding + AMOUNT] = (words[holding + AMOUNT] as number) - taken;
  return taken;
}

/** Takes back all of a holding, and says how much that was. */
export function takeAll(words: Int32Array, holding: number): number {
  const amount = words[holding + AMOUNT] as number;
  words[holding + AMOUNT] = 0;
  return amount;
}

/**
 * The holding of the thread of `agent` in the list at `list` of the gate at `gate`: the one it has there, or a
 * new one.
 *
 * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
 */
export function joinHoldings({ heap, thread }: Agent, gate: number, list: number): number {
  const { words } = heap;
  const fresh = heap.allocateZeroed(HOLDING_WORDS);
  lock(words, gate + LOCK, thread.owner, thread.lockSpins);
  const known = holdingOf(words, gate + list, thread.owner);
  if (known === 0) addHolding(words, gate + list, fresh, thread.owner);
  unlock(words, gate + LOCK);
  if (known !== 0) heap.free(fresh, HOLDING_WORDS);
  return known === 0 ? fresh : known;
}

/** Frees all holdings of a gate of which nobody knows any more. */
export function freeHoldings({ heap }: Agent, gate: number, list: number): void {
  let holding = nextHolding(heap.words, gate + list);
  while (holding !== 0) {
    const next = nextHolding(heap.words, holding);
    heap.free(holding, HOLDING_WORDS);
    holding = next;
  }
}
