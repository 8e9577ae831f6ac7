/**
 * Late wake-ups. Two async functions that stream through a buffer fall into lockstep: one value, one
 * wake-up, one park, so that the buffer is never used and each value costs a promise and a park. Waking
 * the one that waits when the buffer is half full (or half empty) lets the other run ahead.
 *
 * Invariants:
 * - A late waiter already has what it waited for: only its going on is put off.
 * - It goes on at the latest when promise jobs have run dry, which a turn's end brings about too; or when
 *   anybody calls Gosched.
 * - Late waiters go on in the order they became ready.
 * - Only async functions are late: goroutines in the run queue run ahead by themselves. A simulation has
 *   no late waiters: it chooses who goes on.
 */

import { afterMicrotasks } from "./platform.ts";
import { ready } from "./scheduler.ts";
import { simulated } from "./turn.ts";
import { CALL, START, type Waiter } from "./waiter.ts";

/** What its waiters may be late for. */
export interface Buffered {
  /** Its late waiters went on because all else had stopped, not because they were called. */
  ranDry(): void;
}

let late: Waiter[] = [];
let lateFor: Buffered[] = [];
let watching = false;

/** How many one-value wake-ups in a row are lockstep. */
export const LOCKSTEP = 8;
/** The pace of a buffer after being late gained nothing: so many wake-ups until the next attempt. */
export const BACK_OFF: number = -256;

/** As `ready`, late. */
export function readyLate(w: Waiter, buffered: Buffered): void {
  if (simulated || w.form <= START || w.form >= CALL) {
    ready(w);
    return;
  }
  late.push(w);
  lateFor.push(buffered);
  if (watching) return;
  watching = true;
  afterMicrotasks(runDry);
}

/** Lets all late waiters go on. */
export function callLate(): void {
  if (late.length === 0) return;
  const waiters = late;
  late = [];
  lateFor = [];
  for (const w of waiters) ready(w);
}

function runDry(): void {
  watching = false;
  for (const buffered of lateFor) buffered.ranDry();
  callLate();
}
