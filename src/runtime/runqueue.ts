/**
 * The run queue: the goroutines that are ready, and the functions that are to start as goroutines.
 *
 * Invariants:
 * - FIFO. A start waits in line as its function and its arguments; its goroutine is made when its turn
 *   comes, so a burst of starts costs two slots each.
 * - Everything in it runs from one promise job, the pump, without a promise of its own.
 * - Promise jobs caused by what has run get their turn after at most STEPS_PER_JOB goroutines.
 */

import { ambient, running, setRunning } from "./owner.ts";
import { onTurn, simulated, spendMany } from "./turn.ts";
import type { Form, Owner } from "./waiter.ts";

/** What the run queue can continue. */
export interface Runnable extends Owner {
  readonly form: Form;
  /** Runs it until it parks or ends. Never throws. */
  run(): void;
}

/** A function that can run as a goroutine. */
export type GoroutineFunction = (...args: never[]) => unknown;

const STEPS_PER_JOB = 64;
const IDLE: Promise<void> = Promise.resolve();

const SMALLEST_RING = 2048;
// 2 MB: what a burst of starts has grown beyond this is given back.
const LARGEST_IDLE_RING = 1 << 18;

// A ring of pairs, as long as a power of two: a goroutine and null, or a function and its arguments.
let ring: unknown[] = [];
let mask = 0;
let head = 0;
let tail = 0;
let pumping = false;
let promisesResolved = 0;
let begin: (fn: GoroutineFunction, args: unknown[]) => void = () => {};

/** Says how a function is made a goroutine and run. */
export function setBegin(start: (fn: GoroutineFunction, args: unknown[]) => void): void {
  begin = start;
}

/** Puts a goroutine at the end. */
export function enqueue(g: Runnable): void {
  push(g, null);
}

/** Puts the start of a goroutine at the end. */
export function enqueueStart(fn: GoroutineFunction, args: unknown[]): void {
  push(fn, args);
}

function push(what: unknown, args: unknown): void {
  ring[tail] = what;
  ring[tail + 1] = args;
  tail = (tail + 2) & mask;
  if (tail === head) grow();
  if (!pumping) {
    pumping = true;
    void IDLE.then(pump);
  }
}

function reset(): void {
  ring = new Array(SMALLEST_RING).fill(null);
  mask = SMALLEST_RING - 1;
  head = 0;
  tail = 0;
}
reset();

function grow(): void {
  const longer: unknown[] = ring.slice(head).concat(ring.slice(0, head));
  head = 0;
  tail = longer.length;
  for (let i = tail; i > 0; i--) longer.push(null);
  ring = longer;
  mask = ring.length - 1;
}

/** Tells the pump that a promise job is due. */
export function promiseResolved(): void {
  promisesResolved++;
}

function pump(): void {
  do {
    promisesResolved = 0;
    for (let steps = STEPS_PER_JOB; steps > 0 && head !== tail; steps--) {
      const what = ring[head];
      const args = ring[head + 1];
      ring[head] = null;
      ring[head + 1] = null;
      head = (head + 2) & mask;
      if (args !== null) begin(what as GoroutineFunction, args as unknown[]);
      else if (ambient !== null)
        runOne(what as Runnable); // asked anew: any may have begun to follow
      else {
        setRunning(what as Runnable);
        (what as Runnable).run();
      }
    }
    setRunning(null);
    if (head === tail) {
      pumping = false;
      if (ring.length > LARGEST_IDLE_RING) reset();
      return;
    }
    if (!spendMany(STEPS_PER_JOB)) return; // the next turn pumps on
  } while (promisesResolved === 0);
  void IDLE.then(pump);
}

/** Runs `g` until it parks or ends. */
export function runOne(g: Runnable): void {
  setRunning(g);
  if (ambient === null) g.run();
  else ambient.run(g, runRunning);
  setRunning(null);
}

function runRunning(): void {
  (running as Runnable).run();
}

onTurn(() => {
  if (pumping) pump();
});

/** Whether nothing is in it. */
export function runQueueEmpty(): boolean {
  return head === tail;
}

/** The functions that wait to start, in order; those of the world outside are no part of a simulation. */
export function waitingStarts(): GoroutineFunction[] {
  if (simulated) return [];
  const starts: GoroutineFunction[] = [];
  for (let i = head; i !== tail; i = (i + 2) & mask) {
    if (ring[i + 1] !== null) starts.push(ring[i] as GoroutineFunction);
  }
  return starts;
}
