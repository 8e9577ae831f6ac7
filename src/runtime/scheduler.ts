/**
 * One way to block, one way to wake. Every wait of both wings goes through `park` and every wake-up
 * through `ready`, so that dump, deadlock report, leak check, virtual time and seeded schedules come
 * from this one place.
 *
 * Invariants:
 * - A ready waiter is in exactly one place: resolved, in the run queue, or held back.
 * - A waiter is held back when it is ready and its turn is over; it goes on in the next turn, or when a
 *   simulation draws it from its seed.
 * - FIFO: without a simulation, waiters go on in the order they became ready; a late one (late.ts)
 *   becomes ready when it is called.
 * - Waking runs no code of a user before the waker's own stretch of code has ended.
 */

import { coarseSecond, second } from "./clock.ts";
import { currentOwner } from "./owner.ts";
import { enqueue, promiseResolved, type Runnable, runOne, runQueueEmpty } from "./runqueue.ts";
import { beginSimulatedTurns, endSimulatedTurns, onTurn, simulated, spend } from "./turn.ts";
import {
  AsyncWaiter,
  CALL,
  type Form,
  failureOf,
  ITERATION,
  KeptWaiter,
  type Resume,
  START,
  VALUE,
  VALUE_OK,
  type Waiter,
  type WaitQueue,
} from "./waiter.ts";

/** The promise that a completed wait without a value gives back; one for all. */
export const READY: Promise<void> = Promise.resolve();

// ------------------------------------------------------------------------------------------- held

/** What can be held back. */
export type Wakeable = Waiter | Runnable;

let held: Wakeable[] = [];

/** Counts one operation that need not wait; false where it must be held back all the same. */
export function proceed(): boolean {
  return spend();
}

/** Holds back an operation that has completed with `value`, until its turn comes. */
export function heldPromise<T>(value: T): Promise<T> {
  const promise = new Promise<T>(capture);
  const w = waiterOf(VALUE);
  w.value = value;
  held.push(w);
  return promise;
}

/** Holds back a waiter that need not be queued for anything. */
export function hold(w: Wakeable): void {
  held.push(w);
}

onTurn(() => {
  const batch = held;
  held = [];
  for (const w of batch) resume(w);
});

// ---------------------------------------------------------------------------------- park and ready

let captured: Resume = ignore;
function ignore(): void {}
function capture(resolve: (value: never) => void): void {
  captured = resolve as Resume;
}

/** Called at each park where waits are traced; null where they are not. */
let onPark: ParkListener | null = null;

type ParkListener = (w: Waiter) => void;

/** Has `listener` see every waiter that parks; null turns that off. Returns the listener before. */
export function observeParks(listener: ParkListener | null): ParkListener | null {
  const before = onPark;
  onPark = listener;
  return before;
}

/** Parks `w` at the end of `queue`: the only way to block. */
export function park(w: Waiter, queue: WaitQueue): void {
  w.since = second >= 0 ? second : coarseSecond();
  queue.push(w);
  if (onPark !== null) onPark(w);
}

// Waiters of waits that have ended. Whoever readies a waiter lets go of it, so it can be used again; that
// is a third of what a wait allocates.
const spare: AsyncWaiter[] = [];
const LARGEST_SPARE = 1024;

/** A waiter that resolves the promise made last. */
function waiterOf(form: Form): AsyncWaiter {
  const w = spare.pop();
  if (w === undefined) return new AsyncWaiter(form, captured, currentOwner());
  w.reuse(form, captured, currentOwner());
  return w;
}

/** Parks an async function at the end of `queue`; `value` is what it brings, if anything. */
export function parkAsync<T>(queue: WaitQueue, form: Form, value?: unknown): Promise<T> {
  const promise = new Promise<T>(capture);
  const w = waiterOf(form);
  w.value = value;
  park(w, queue);
  return promise;
}

/** A waiter for an async function, and the promise that it settles; not parked yet. */
export function asyncWaiter<T>(form: Form): { waiter: Waiter; promise: Promise<T> } {
  const promise = new Promise<T>(capture);
  return { waiter: new KeptWaiter(form, captured, currentOwner()), promise };
}

/** Lets `w` go on, with the `value` and `ok` written into it: the only way to wake. */
export function ready(w: Waiter): void {
  const { form } = w;
  if (form <= START) makeRunnable(w as unknown as Runnable);
  else if (form >= CALL) (w.resume as Resume)(w);
  else if (spend()) settle(w);
  else held.push(w);
}

/** Lets `w` go on by throwing `error` where it waits. */
export function fail(w: Waiter, error: unknown): void {
  w.value = error;
  w.form = failureOf(w.form);
  ready(w);
}

/** Puts a goroutine behind those that are ready. (The run queue counts what it runs.) */
export function makeRunnable(g: Runnable): void {
  if (simulated) held.push(g);
  else enqueue(g);
}

function resume(wakeable: Wakeable): void {
  if (wakeable.form <= START) enqueue(wakeable as Runnable);
  else settle(wakeable as Waiter);
}

function settle(w: Waiter): void {
  const resolve = w.resume as Resume;
  promiseResolved();
  if (w.form === VALUE) resolve(w.value);
  else if (w.form === VALUE_OK) resolve({ value: w.value, ok: w.ok });
  else if (w.form === ITERATION) resolve({ value: w.value, done: !w.ok });
  else resolve(Promise.reject(w.value));
  // A simulation looks at waiters once they have gone on.
  if (simulated || spare.length >= LARGEST_SPARE) return;
  if (!(w instanceof AsyncWaiter) || w instanceof KeptWaiter) return;
  w.clear();
  spare.push(w);
}

// -------------------------------------------------------------------------------------- simulation

let heldOutside: Wakeable[] = [];

/** Holds back every operation from now on, for a simulation to pick from. */
export function beginSimulation(): void {
  beginSimulatedTurns();
  heldOutside = held;
  held = [];
}

/** Goes back to real turns; what the simulation still held back is forgotten. */
export function endSimulation(): void {
  held = heldOutside;
  heldOutside = [];
  endSimulatedTurns();
}

/** Whether nothing is ready, once promise jobs have run: all goroutines wait. */
export function isIdle(): boolean {
  return held.length === 0 && runQueueEmpty();
}

/** How many waiters are held back. */
export function heldCount(): number {
  return held.length;
}

/** The waiter at `index` of those held back. */
export function heldAt(index: number): Wakeable {
  return held[index] as Wakeable;
}

/** Lets the waiter at `index` of those held back go on; for a simulation. */
export function release(index: number): void {
  const w = held[index] as Wakeable;
  const end = held.pop() as Wakeable;
  if (w !== end) held[index] = end;
  if (w.form <= START) runOne(w as Runnable);
  else settle(w as Waiter);
}
