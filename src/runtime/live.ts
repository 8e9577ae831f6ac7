/**
 * The list of the goroutines of this thread that live.
 *
 * Invariants:
 * - A goroutine is counted from its `go` until it has ended. It is in the list from when it has a record:
 *   at once in a simulation or while tracing, else when its function is called.
 * - Ids count up in the order of the records and are never used again in their world.
 * - A simulation has a world of its own: a list and ids. When it ends, those that it leaves behind are
 *   out of every list, and whatever becomes of them is nothing to the world outside.
 */

import { type GoroutineFunction, waitingStarts } from "./runqueue.ts";
import type { Owner } from "./waiter.ts";

/** What all records have. `older` and `newer` link the list. */
export interface Live extends Owner {
  older: Live | null;
  newer: Live | null;
}

// The head of the list: its `older` is the newest record. It makes each record's `newer` not null while
// the record is in a list.
let list: Live = emptyList();
let count = 0;
let lastId = 0;
let numbers: Map<string, number> = new Map();

function emptyList(): Live {
  return { id: 0, name: "", older: null, newer: null };
}

/** The id of the next record. */
export function nextId(): number {
  return ++lastId;
}

/** The next number for something of that kind, by which messages can tell it: 1, 2, 3 ... in each world. */
export function nextNumber(kind: string): number {
  const number = (numbers.get(kind) ?? 0) + 1;
  numbers.set(kind, number);
  return number;
}

/** Puts a record into the list. */
export function enlist(g: Live): void {
  const { older } = list;
  g.older = older;
  g.newer = list;
  if (older !== null) older.newer = g;
  list.older = g;
  count++;
}

/** Takes it out, when it has ended; false where its world had ended before. */
export function delist(g: Live): boolean {
  const { older, newer } = g;
  if (newer === null) return false;
  newer.older = older;
  if (older !== null) older.newer = newer;
  g.older = null;
  g.newer = null;
  count--;
  return true;
}

/** Whether `owner` is a goroutine that has not ended. */
export function lives(owner: Owner): boolean {
  return "newer" in owner && owner.newer !== null;
}

/** The number of goroutines that have been started and have not ended. */
export function liveCount(): number {
  return count + waitingStarts().length;
}

/** All live goroutines, oldest first; those whose function has not been called yet come last. */
export function liveGoroutines(): Owner[] {
  const all: Owner[] = [];
  for (let g = list.older; g !== null; g = g.older) all.push(g);
  all.reverse();
  const starts = waitingStarts().map((fn, i) => ({ id: lastId + 1 + i, name: nameOf(fn) }));
  return all.concat(starts);
}

/** A function that a goroutine is started with in the place of another, whose name reports show. */
export interface StandIn {
  (...args: never[]): unknown;
  standsFor?: GoroutineFunction;
}

/** The name of a goroutine's function, for reports. */
export function nameOf(fn: StandIn): string {
  const { name } = fn.standsFor ?? fn;
  return name === "" ? "anonymous" : name;
}

/** The list, and the last id and numbers given out. */
export interface World {
  readonly list: Live;
  readonly count: number;
  readonly lastId: number;
  readonly numbers: Map<string, number>;
}

/** A world without goroutines. */
export function emptyWorld(): World {
  return { list: emptyList(), count: 0, lastId: 0, numbers: new Map() };
}

/** Puts another world in place and returns the one before. */
export function swapWorld(world: World): World {
  const before: World = { list, count, lastId, numbers };
  list = world.list;
  count = world.count;
  lastId = world.lastId;
  numbers = world.numbers;
  return before;
}

/** Takes all goroutines out of the list, at the end of their world. */
export function leaveBehind(): void {
  let g = list.older;
  while (g !== null) {
    const { older } = g;
    g.older = null;
    g.newer = null;
    g = older;
  }
  list.older = null;
  count = 0;
}
