/**
 * What waits, and where. A Waiter is Go's sudog (`runtime/runtime2.go`): one parked wait of one
 * goroutine. A WaitQueue is the FIFO of those that wait for the same thing.
 *
 * Invariants:
 * - A waiter stands in at most one queue; `waiter.queue` is that queue, or null.
 * - push, shift and remove cost the same however many wait: links are in the waiters.
 * - A queue that was used since the present world began (a simulation has one of its own) and may hold
 *   waiters is in `occupied`, so that every parked wait can be reported. It is swept out some time after
 *   it has emptied, never while it holds a waiter.
 * - `value` and `ok` are written by whoever readies the waiter, before it is readied, and by none
 *   after.
 * - A waiter whose wait other threads can end, too (its form is CLAIM), leaves the queue by `shift` only to
 *   one who has won the wait, or because another thread has.
 * - Whoever readies a waiter lets go of it: an async function's is used again for another wait, unless
 *   it is a KeptWaiter.
 */

/** Who waits: a goroutine, or a thread of the other idiom. */
export interface Owner {
  readonly id: number;
  readonly name: string;
}

/** How a waiter goes on: what `ready` does with its value. */
export type Form = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
/** A generator goroutine that is its own waiter, for `value`: into the run queue. */
export const GOROUTINE = 0;
/** The same, for `{ value, ok }`. */
export const GOROUTINE_OK = 1;
/** The same, to throw `value` where it waits. */
export const THROW = 2;
/** A goroutine that has not run yet. */
export const START = 3;
/** A promise of `value`. */
export const VALUE = 4;
/** A promise of `{ value, ok }`. */
export const VALUE_OK = 5;
/** A promise of an iterator result: `{ value, done: !ok }`. */
export const ITERATION = 6;
/** A promise rejected with `value`. */
const FAILURE = 7;
/** A function called with the waiter at once: selects, cancellable waits, adapters of others. */
export const CALL = 8;
/** The same, with `value` the error of a failed wait. */
export const CALL_FAILURE = 9;
/** As CALL, once its waker has won the wait by `claim`: other threads can end it, too. */
export const CLAIM = 10;

/** Added to the form of a goroutine from when an operation has parked it until the scheduler knows. */
export const PARKING = 16;

/** The form that throws where a waiter of `form` waits. */
export function failureOf(form: Form): Form {
  if (form <= GOROUTINE_OK) return THROW;
  return form >= CALL ? CALL_FAILURE : FAILURE;
}

/** What a parked goroutine waits on, as a report names it. */
export interface WaitedOn {
  /** For instance `chan 7 (cap 0)`; empty where there is nothing to name. */
  describe(): string;
}

export type Resume = (value: unknown) => void;

export class Waiter {
  /** Its neighbours in the queue. */
  later: Waiter | null = null;
  earlier: Waiter | null = null;
  queue: WaitQueue | null = null;
  value: unknown = undefined;
  ok = true;
  form: Form;
  /** Resolves the promise; with CALL, takes the waiter; of a goroutine, its generator. */
  resume: unknown;
  /** When it parked, by the coarse clock, in seconds. */
  since = 0;

  constructor(form: Form, resume: unknown) {
    this.form = form;
    this.resume = resume;
  }

  /** Who waits, where that is known. */
  get owner(): Owner | null {
    return null;
  }

  /** Ends the wait for who asks; false where another thread has ended it. Asked where the form is CLAIM. */
  claim(): boolean {
    return true;
  }
}

/** The wait of an async function. */
export class AsyncWaiter extends Waiter {
  #owner: Owner | null;

  constructor(form: Form, resume: Resume | null, owner: Owner | null) {
    super(form, resume);
    this.#owner = owner;
  }

  override get owner(): Owner | null {
    return this.#owner;
  }

  /** Makes it another wait; the one before has ended, and nobody refers to it. */
  reuse(form: Form, resume: Resume, owner: Owner | null): void {
    this.form = form;
    this.resume = resume;
    this.ok = true;
    this.#owner = owner;
  }

  /** Has it hold on to nothing until it is used again. */
  clear(): void {
    this.resume = null;
    this.value = undefined;
    this.#owner = null;
  }
}

/** One whose maker keeps it: it is not used again. */
export class KeptWaiter extends AsyncWaiter {}

// One array a world, so that its identity tells a queue in which world it was listed.
let occupied: WaitQueue[] = [];
let sweepAt = 64;
let lastId = 0;

export class WaitQueue {
  first: Waiter | null = null;
  last: Waiter | null = null;
  #listedIn: WaitQueue[] | null = null;
  /** Go's wait reason, for instance `chan receive`. */
  readonly reason: string;
  readonly on: WaitedOn;

  constructor(reason: string, on: WaitedOn) {
    this.reason = reason;
    this.on = on;
  }

  get empty(): boolean {
    return this.first === null;
  }

  /** The number of waiters; for reports and tests: it walks the queue. */
  get length(): number {
    let n = 0;
    for (let w = this.first; w !== null; w = w.later) n++;
    return n;
  }

  push(w: Waiter): void {
    if (this.#listedIn !== occupied) this.#list();
    const last = this.last;
    w.queue = this;
    w.earlier = last;
    w.later = null;
    if (last === null) this.first = w;
    else last.later = w;
    this.last = w;
  }

  /**
   * Takes out the waiter that has waited longest, or null: as long as `empty` is false there may be one,
   * but others may have ended their waits.
   */
  shift(): Waiter | null {
    const w = this.first;
    if (w === null) return null;
    const next = w.later;
    this.first = next;
    if (next === null) this.last = null;
    else next.earlier = null;
    w.later = null;
    w.queue = null;
    return w.form === CLAIM && !w.claim() ? this.shift() : w;
  }

  /** Takes out `w`, which stands in this queue. */
  remove(w: Waiter): void {
    const prev = w.earlier;
    const next = w.later;
    if (prev === null) this.first = next;
    else prev.later = next;
    if (next === null) this.last = prev;
    else next.earlier = prev;
    w.earlier = null;
    w.later = null;
    w.queue = null;
  }

  #list(): void {
    if (occupied.length >= sweepAt) sweep();
    occupied.push(this);
    this.#listedIn = occupied;
  }

  /** For the sweep alone. */
  unlist(): void {
    this.#listedIn = null;
  }
}

// Each sweep costs as much as the list is long and at least doubles what must be added before the
// next one, so listing a queue is O(1) amortized, and at most half of the list is stale.
function sweep(): void {
  let kept = 0;
  for (const queue of occupied) {
    if (queue.empty) queue.unlist();
    else occupied[kept++] = queue;
  }
  occupied.length = kept;
  sweepAt = Math.max(64, kept * 2);
}

/** Every queue that holds a waiter. */
export function occupiedQueues(): WaitQueue[] {
  return occupied.filter((queue) => !queue.empty);
}

/** A number by which a report can name what is waited on: 1, 2, 3 ... in each world. */
export function nextWaitedOnId(): number {
  return ++lastId;
}

/** The occupied queues, and the last number given out, for a simulation to put aside. */
export interface Waits {
  readonly occupied: WaitQueue[];
  readonly lastId: number;
}

/** Puts the waits of another world in place and returns those before. */
export function swapWaits(waits: Waits): Waits {
  const before: Waits = { occupied, lastId };
  occupied = waits.occupied;
  lastId = waits.lastId;
  sweepAt = Math.max(64, occupied.length * 2);
  return before;
}
