/**
 * One way to block, one way to wake. Every wait of both wings goes through `park` and every wake-up
 * through `ready`, so that dump, deadlock report, leak check, virtual time and seeded schedules come
 * from this one place.
 *
 * Terms:
 * - A turn is the time between two visits to the platform's macrotask queue.
 * - The credit is how many operations may still complete before the clock is looked at again.
 * - A waiter is held back when it is ready and its turn is over; who holds it back decides when it
 *   goes on: the next turn, or a simulation that draws it from its seed.
 *
 * Invariants:
 * - Promise jobs run before timers and I/O, so a turn that outlasts TURN_MS ends: from then on every
 *   operation is held back, until a macrotask begins the next turn.
 * - A ready waiter is in exactly one place: resolved, in the run queue, or held back.
 * - FIFO: without a simulation, waiters go on in the order they became ready.
 * - `running` is the goroutine whose code runs now, or null where that is not known: an async function
 *   that goes on after an await cannot be told apart without tracing.
 */

import { coarseSecond } from "./clock.ts";
import { type AsyncLocal, macrotask } from "./platform.ts";
import {
  CALL,
  type Form,
  failureOf,
  ITERATION,
  type Owner,
  type Resume,
  START,
  VALUE,
  VALUE_OK,
  Waiter,
  type WaitQueue,
} from "./waiter.ts";

/** What the run queue can continue: a goroutine, in a form of its own. */
export interface Runnable extends Owner {
  readonly form: Form;
  later: unknown;
  /** Runs it until it parks or ends. Never throws. */
  run(): void;
}

type Wakeable = Waiter | Runnable;

/** The promise that a completed wait without a value gives back; one for all. */
export const READY: Promise<void> = Promise.resolve();

// ---------------------------------------------------------------------------------------- running

export let running: Owner | null = null;
let ambient: AsyncLocal<Owner> | null = null;

/** The goroutine that calls, where that is known. */
export function currentOwner(): Owner | null {
  if (running !== null) return running;
  return ambient === null ? null : (ambient.get() ?? null);
}

/** Has `currentOwner` follow async functions across their awaits; null turns that off. */
export function followOwners(local: AsyncLocal<Owner> | null): void {
  ambient = local;
}

/** Calls `fn` as `owner`, and whatever it awaits too where owners are followed. */
export function runAs<R>(owner: Owner, fn: () => R): R {
  const before = running;
  running = owner;
  try {
    return ambient === null ? fn() : ambient.run(owner, fn);
  } finally {
    running = before;
  }
}

// ----------------------------------------------------------------------------------------- credit

// 1 ms keeps a timer on time to about a millisecond and costs a macrotask (0.9 us) each.
const TURN_MS = 1;
const LARGEST_STRIDE = 512;

let stride = LARGEST_STRIDE;
let credit = LARGEST_STRIDE;
let turnStartMs = 0;
let lookedAtMs = 0;
let turnOver = false;
let simulated = false;
let held: Wakeable[] = [];

/** Counts one operation that need not wait; false where it must be held back all the same. */
export function proceed(): boolean {
  return --credit >= 0 || !exhausted();
}

function exhausted(): boolean {
  if (simulated || turnOver) {
    credit = 0;
    return true;
  }
  // Not through the clock seam: how long a turn lasts is a matter of the real platform.
  const nowMs = performance.now();
  const sinceLookMs = nowMs - lookedAtMs;
  lookedAtMs = nowMs;
  // Operations differ in cost by what their goroutines do between them: look at the clock about four
  // times a turn, whatever they cost.
  if (sinceLookMs > TURN_MS / 2) stride = stride > 1 ? stride >> 1 : 1;
  else if (sinceLookMs < TURN_MS / 4 && stride < LARGEST_STRIDE) stride <<= 1;
  if (nowMs - turnStartMs < TURN_MS) {
    credit = stride;
    return false;
  }
  turnOver = true;
  macrotask(nextTurn);
  return true;
}

function nextTurn(): void {
  if (simulated) return;
  turnOver = false;
  turnStartMs = performance.now();
  lookedAtMs = turnStartMs;
  credit = stride;
  const batch = held;
  held = [];
  for (const w of batch) resume(w);
}

/** Holds back an operation that has completed with `value`, until its turn comes. */
export function heldPromise<T>(value: T): Promise<T> {
  const promise = new Promise<T>(capture);
  const w = new Waiter(VALUE, captured, currentOwner());
  w.value = value;
  held.push(w);
  return promise;
}

/** Holds back a waiter that need not be queued for anything. */
export function hold(w: Wakeable): void {
  held.push(w);
}

// ---------------------------------------------------------------------------------- park and ready

let captured: Resume = ignore;
function ignore(): void {}
function capture(resolve: (value: never) => void): void {
  captured = resolve as Resume;
}

/** Called at each park where waits are traced; null where they are not. */
let onPark: ((w: Waiter) => void) | null = null;

/** Has `listener` see every waiter that parks; null turns that off. */
export function observeParks(listener: ((w: Waiter) => void) | null): void {
  onPark = listener;
}

/** Parks `w` at the end of `queue`: the only way to block. */
export function park(w: Waiter, queue: WaitQueue): void {
  w.since = coarseSecond();
  queue.push(w);
  if (onPark !== null) onPark(w);
}

/** Parks an async function at the end of `queue`; `value` is what it brings, if anything. */
export function parkAsync<T>(queue: WaitQueue, form: Form, value?: unknown): Promise<T> {
  const promise = new Promise<T>(capture);
  const w = new Waiter(form, captured, currentOwner());
  w.value = value;
  park(w, queue);
  return promise;
}

/** A waiter for an async function, and the promise that it settles; not parked yet. */
export function asyncWaiter<T>(form: Form): { waiter: Waiter; promise: Promise<T> } {
  const promise = new Promise<T>(capture);
  return { waiter: new Waiter(form, captured, currentOwner()), promise };
}

/** Lets `w` go on, with the `value` and `ok` written into it: the only way to wake. */
export function ready(w: Waiter): void {
  if (w.form >= CALL) (w.resume as Resume)(w);
  else if (--credit < 0 && exhausted()) held.push(w);
  else resume(w);
}

/** Lets `w` go on by throwing `error` where it waits. */
export function fail(w: Waiter, error: unknown): void {
  w.value = error;
  w.form = failureOf(w.form);
  ready(w);
}

/** Puts a goroutine behind those that are ready. */
export function makeRunnable(g: Runnable): void {
  if (--credit < 0 && exhausted()) held.push(g);
  else enqueue(g);
}

let promisesResolved = 0;

function resume(wakeable: Wakeable): void {
  if (wakeable.form <= START) {
    enqueue(wakeable as Runnable);
    return;
  }
  const w = wakeable as Waiter;
  const resolve = w.resume as Resume;
  promisesResolved++;
  if (w.form === VALUE) resolve(w.value);
  else if (w.form === VALUE_OK) resolve({ value: w.value, ok: w.ok });
  else if (w.form === ITERATION) resolve({ value: w.value, done: !w.ok });
  else resolve(Promise.reject(w.value));
}

// -------------------------------------------------------------------------------------- run queue

// How many goroutines run before promise jobs that they caused have their turn.
const STEPS_PER_JOB = 64;

let first: Runnable | null = null;
let last: Runnable | null = null;
let pumping = false;

function enqueue(g: Runnable): void {
  g.later = null;
  if (last === null) first = g;
  else last.later = g;
  last = g;
  if (!pumping) {
    pumping = true;
    void READY.then(pump);
  }
}

function runRunning(): void {
  (running as Runnable).run();
}

function pump(): void {
  let steps = STEPS_PER_JOB;
  promisesResolved = 0;
  for (let g = first; g !== null; g = first) {
    if (--steps < 0) {
      if (promisesResolved !== 0) {
        void READY.then(pump);
        return;
      }
      steps = STEPS_PER_JOB;
    }
    first = g.later as Runnable | null;
    if (first === null) last = null;
    g.later = null;
    running = g;
    if (ambient === null) g.run();
    else ambient.run(g, runRunning);
    running = null;
  }
  pumping = false;
}

// -------------------------------------------------------------------------------------- simulation

/** Holds back every operation from now on, for a simulation to pick from. */
export function beginSimulation(): void {
  simulated = true;
  credit = 0;
  held = [];
}

/** Goes back to real turns; what is still held back is forgotten. */
export function endSimulation(): void {
  simulated = false;
  held = [];
  first = null;
  last = null;
  credit = stride;
}

/** How many waiters are held back. */
export function heldCount(): number {
  return held.length;
}

/** Lets the waiter at `index` of those held back go on, and returns it. */
export function release(index: number): Wakeable {
  const w = held[index] as Wakeable;
  const end = held.pop() as Wakeable;
  if (w !== end) held[index] = end;
  resume(w);
  return w;
}
