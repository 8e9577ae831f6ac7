/**
 * The clock of a simulation: it stands still while anything can go on, and jumps to the next timer
 * when nothing can.
 *
 * Invariants:
 * - Time never goes back, and moves in `advance` alone.
 * - A timer is in the heap or among those due, never in both, until it has fired or was stopped.
 * - Of the timers in the heap the earliest is at its root. Timers of the same instant have no order:
 *   the simulation draws which fires first.
 * - Instants are whole nanoseconds, as Go's, so that 0.1 ms three times is 0.3 ms.
 */

import { type Clock, type ClockTimer, clockMoved } from "../runtime/clock.ts";

/** Midnight UTC on 1 January 2000, where Go's testing/synctest starts its clock too. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const NANOSECONDS_PER_MS = 1_000_000;

/** Where a timer is: in the heap at this index, or in one of these places. */
const NOWHERE = -1;
const DUE = -2;

class VirtualTimer implements ClockTimer {
  readonly dueMs: number;
  readonly fire: () => void;
  /** Its index in the heap, DUE or NOWHERE. */
  at = NOWHERE;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock, dueMs: number, fire: () => void) {
    this.#clock = clock;
    this.dueMs = dueMs;
    this.fire = fire;
  }

  get pending(): boolean {
    return this.at !== NOWHERE;
  }

  stop(): boolean {
    return this.#clock.remove(this);
  }
}

export class VirtualClock implements Clock {
  #nowMs = 0;
  readonly #heap: VirtualTimer[] = [];
  readonly #due: VirtualTimer[] = [];

  now(): number {
    return this.#nowMs;
  }

  wall(): number {
    return EPOCH_MS + this.#nowMs;
  }

  /** A timer of endless delay never fires. */
  start(delayMs: number, fire: () => void): ClockTimer {
    const dueMs = delayMs > 0 ? wholeNanoseconds(this.#nowMs + delayMs) : this.#nowMs;
    const timer = new VirtualTimer(this, dueMs, fire);
    if (dueMs <= this.#nowMs) this.#fallDue(timer);
    else this.#push(timer);
    return timer;
  }

  /** How many timers are due and have not fired. */
  get dueCount(): number {
    return this.#due.length;
  }

  /** When the next timer in the heap is due; Infinity where none ever will be. */
  get nextMs(): number {
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  /** Jumps to the next instant at which timers are due; there must be one. */
  advance(): void {
    this.#nowMs = this.nextMs;
    clockMoved();
    while (this.nextMs === this.#nowMs) this.#fallDue(this.#shift());
  }

  /** Fires the timer at `index` of those due. */
  fireDue(index: number): void {
    const timer = this.#due[index] as VirtualTimer;
    this.#dropDue(index);
    timer.fire();
  }

  /** Takes out `timer`; false where it has fired or was stopped. */
  remove(timer: VirtualTimer): boolean {
    if (timer.at === NOWHERE) return false;
    if (timer.at === DUE) this.#dropDue(this.#due.indexOf(timer));
    else this.#cut(timer);
    return true;
  }

  #fallDue(timer: VirtualTimer): void {
    timer.at = DUE;
    this.#due.push(timer);
  }

  #dropDue(index: number): void {
    const timer = this.#due[index] as VirtualTimer;
    const end = this.#due.pop() as VirtualTimer;
    if (end !== timer) this.#due[index] = end;
    timer.at = NOWHERE;
  }

  // -------------------------------------------------------------------------------- binary heap

  #push(timer: VirtualTimer): void {
    this.#rise(timer, this.#heap.length);
  }

  #shift(): VirtualTimer {
    const root = this.#heap[0] as VirtualTimer;
    this.#cut(root);
    return root;
  }

  // Fills the gap at `timer` with the last one.
  #cut(timer: VirtualTimer): void {
    const gap = timer.at;
    const end = this.#heap.pop() as VirtualTimer;
    timer.at = NOWHERE;
    if (end === timer) return;
    const parent = this.#heap[(gap - 1) >> 1];
    if (gap > 0 && parent !== undefined && parent.dueMs > end.dueMs) this.#rise(end, gap);
    else this.#sink(end, gap);
  }

  #put(timer: VirtualTimer, at: number): void {
    this.#heap[at] = timer;
    timer.at = at;
  }

  #rise(timer: VirtualTimer, from: number): void {
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = this.#heap[up] as VirtualTimer;
      if (parent.dueMs <= timer.dueMs) break;
      this.#put(parent, at);
      at = up;
    }
    this.#put(timer, at);
  }

  #sink(timer: VirtualTimer, from: number): void {
    const length = this.#heap.length;
    let at = from;
    for (let child = 2 * at + 1; child < length; child = 2 * at + 1) {
      const right = this.#heap[child + 1];
      if (right !== undefined && right.dueMs < (this.#heap[child] as VirtualTimer).dueMs) child++;
      const smaller = this.#heap[child] as VirtualTimer;
      if (smaller.dueMs >= timer.dueMs) break;
      this.#put(smaller, at);
      at = child;
    }
    this.#put(timer, at);
  }
}

function wholeNanoseconds(ms: number): number {
  return Math.round(ms * NANOSECONDS_PER_MS) / NANOSECONDS_PER_MS;
}
