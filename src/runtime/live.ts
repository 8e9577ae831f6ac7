/**
 * The list of the goroutines of this thread that live.
 *
 * Invariants:
 * - A goroutine is counted from its `go` until it has ended. It is in the list from when it has a record:
 *   at once in a simulation or while tracing, else when its function is called.
 * - Ids count up in the order of the records and are never used again.
 */

import { type GoroutineFunction, waitingStarts } from "./runqueue.ts";
import type { Owner } from "./waiter.ts";

/** What all records have. `older` and `newer` link the list. */
export interface Live extends Owner {
  older: Live | null;
  newer: Live | null;
}

let newest: Live | null = null;
let count = 0;
let lastId = 0;

/** The id of the next record. */
export function nextId(): number {
  return ++lastId;
}

/** Puts a record into the list. */
export function enlist(g: Live): void {
  g.older = newest;
  if (newest !== null) newest.newer = g;
  newest = g;
  count++;
}

/** Takes it out, when it has ended. */
export function delist(g: Live): void {
  const { older, newer } = g;
  if (newer === null) newest = older;
  else newer.older = older;
  if (older !== null) older.newer = newer;
  g.older = null;
  g.newer = null;
  count--;
}

/** The number of goroutines that have been started and have not ended. */
export function liveCount(): number {
  return count + waitingStarts().length;
}

/** All live goroutines, oldest first; those whose function has not been called yet come last. */
export function liveGoroutines(): Owner[] {
  const all: Owner[] = [];
  for (let g = newest; g !== null; g = g.older) all.push(g);
  all.reverse();
  const starts = waitingStarts().map((fn, i) => ({ id: lastId + 1 + i, name: nameOf(fn) }));
  return all.concat(starts);
}

/** The name of a goroutine's function, for reports. */
export function nameOf(fn: GoroutineFunction): string {
  return fn.name === "" ? "anonymous" : fn.name;
}

/** The list and the last id given out, for a simulation to put aside. */
export interface World {
  readonly newest: unknown;
  readonly count: number;
  readonly lastId: number;
}

export const emptyWorld: World = { newest: null, count: 0, lastId: 0 };

/** Puts another list in place and returns the one before. */
export function swapWorld(world: World): World {
  const before: World = { newest, count, lastId };
  newest = world.newest as Live | null;
  count = world.count;
  lastId = world.lastId;
  return before;
}
