/**
 * Turns: how the event loop is kept alive. Promise jobs run before timers and I/O, so goroutines that
 * wake each other without end would freeze the process.
 *
 * Terms:
 * - A turn is the time between two visits to the platform's macrotask queue.
 * - The credit is how many operations may still complete before the clock is looked at again.
 *
 * Invariants:
 * - A turn that outlasts TURN_MS ends: `spend` answers false until a macrotask begins the next turn, and
 *   whoever asked goes on in that one.
 * - In a simulation `spend` always answers false: the simulation decides who goes on.
 */

import { macrotask } from "./platform.ts";

// 1 ms keeps a timer on time to about a millisecond and costs a macrotask (0.9 us) each.
const TURN_MS = 1;
// How many operations pass between two looks at the clock, which costs as much as ten of them. It begins
// small, since nobody knows yet what an operation of this program costs.
const FIRST_STRIDE = 16;
const LARGEST_STRIDE = 512;

let stride = FIRST_STRIDE;
let credit = FIRST_STRIDE;
let startMs = 0;
let lookedAtMs = 0;
let over = false;
const listeners: (() => void)[] = [];

/** Whether a simulation decides who goes on. */
export let simulated = false;

/** Counts an operation; false where it must be held back, though it could go on. */
export function spend(): boolean {
  return --credit >= 0 || look();
}

/** Counts `n` operations at once. */
export function spendMany(n: number): boolean {
  credit -= n;
  return credit >= 0 || look();
}

function look(): boolean {
  if (simulated || over) {
    credit = 0;
    return false;
  }
  // Not through the clock seam: how long a turn lasts is a matter of the real platform.
  const nowMs = performance.now();
  const sinceLookMs = nowMs - lookedAtMs;
  lookedAtMs = nowMs;
  // Operations differ in cost by what their goroutines do between them: look at the clock about four
  // times a turn, whatever they cost.
  if (sinceLookMs > TURN_MS / 2) stride = stride > 1 ? stride >> 1 : 1;
  else if (sinceLookMs < TURN_MS / 4 && stride < LARGEST_STRIDE) stride <<= 1;
  if (nowMs - startMs < TURN_MS) {
    credit = stride;
    return true;
  }
  credit = 0;
  over = true;
  macrotask(next);
  return false;
}

function next(): void {
  over = false;
  if (simulated) return;
  startMs = performance.now();
  lookedAtMs = startMs;
  credit = stride;
  for (const listener of listeners) listener();
}

/** Calls `listener` whenever a turn begins after one that was ended. */
export function onTurn(listener: () => void): void {
  listeners.push(listener);
}

/** Has a simulation decide from now on. */
export function beginSimulatedTurns(): void {
  simulated = true;
  credit = 0;
}

/** Goes back to real turns; what was ready before the simulation goes on. */
export function endSimulatedTurns(): void {
  simulated = false;
  over = true;
  credit = 0;
  macrotask(next);
}
