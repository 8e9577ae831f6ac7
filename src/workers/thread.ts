/**
 * A thread as others see it in shared memory, for use by that thread itself: its number, its record, and
 * the tickets it waits with.
 *
 * Invariants:
 * - Tickets are this thread's own: taking one out of stock and giving it back touches no shared word.
 * - A ticket that was delivered is handed to whoever blocks for it, else to `onReady`; each once.
 */

import { hasReady, sleep, takeReady } from "./parker.ts";
import { NEXT, ticketWords } from "./ticket.ts";

/** Of so many looks in vain, one is long. */
const HOPE = 16;

/** Where a thread gets shared memory: `words` words at the address that is returned. */
export type Allocate = (words: number) => number;

export class Thread {
  /** The shared memory. */
  readonly words: Int32Array;
  /** The address of its record. */
  readonly record: number;
  /** Its number, 1 or more: the owner of the locks it holds. */
  readonly owner: number;
  /** How often it looks at a lock before it sleeps. */
  readonly lockSpins: number;
  /** Takes the tickets for which nobody blocks. Must not run a user's code. */
  onReady: (ticket: number) => void = ignore;
  readonly #allocate: Allocate;
  // Free tickets by their number of cases.
  readonly #stock: number[][] = [];
  // How often it looks for what is delivered before it sleeps, as the last waits have taught.
  #patience: number;
  readonly #mostPatience: number;
  readonly #leastPatience: number;
  // How often it has looked in vain since that last helped.
  #vain = 0;

  /**
   * @param spins how often it looks, at most, at a lock and for what is delivered, before it sleeps.
   */
  constructor(
    words: Int32Array,
    record: number,
    owner: number,
    allocate: Allocate,
    spins: { readonly lock: number; readonly ready: number },
  ) {
    this.words = words;
    this.record = record;
    this.owner = owner;
    this.#allocate = allocate;
    this.lockSpins = spins.lock;
    this.#mostPatience = spins.ready;
    this.#leastPatience = spins.ready >> 5;
    this.#patience = spins.ready;
  }

  /** A ticket of so many cases. */
  ticket(cases: number): number {
    return this.#stock[cases]?.pop() ?? this.#allocate(ticketWords(cases));
  }

  /** Takes back a ticket that is in no queue, and has been delivered or cancelled or was never armed. */
  putBack(ticket: number, cases: number): void {
    while (this.#stock.length <= cases) this.#stock.push([]);
    (this.#stock[cases] as number[]).push(ticket);
  }

  /** Blocks until `ticket` is delivered. */
  await(ticket: number): void {
    while (!this.#handOn(ticket)) {
      if (!this.watch()) sleep(this.words, this.record);
    }
  }

  /**
   * Blocks until `ticket` is delivered or no time is left, and says whether it was delivered.
   *
   * @param leftMs tells how many milliseconds are left.
   */
  awaitWithin(ticket: number, leftMs: () => number): boolean {
    while (!this.#handOn(ticket)) {
      const left = leftMs();
      if (!(left > 0)) return false;
      if (!this.watch()) sleep(this.words, this.record, left);
    }
    return true;
  }

  /** Hands on what was delivered; whether there was any. */
  poll(): boolean {
    if (!hasReady(this.words, this.record)) return false;
    this.#handOn(0);
    return true;
  }

  /**
   * Looks for a moment whether something is delivered: a wake-up costs as much as a thousand looks. The
   * moment is shorter the more often looking was in vain, for who looks in vain takes a core from those that
   * work. It is long again now and then: two threads that wake each other each time, which costs both
   * more than they look, could else never find out that neither need sleep.
   */
  watch(): boolean {
    for (let left = this.#patience; left > 0; left--) {
      if (!hasReady(this.words, this.record)) continue;
      this.#vain = 0;
      this.#patience = Math.min(this.#mostPatience, this.#patience << 1);
      return true;
    }
    this.#vain++;
    const hopeful = this.#vain % HOPE === 0;
    this.#patience = hopeful
      ? this.#mostPatience
      : Math.max(this.#leastPatience, this.#patience >> 1);
    return false;
  }

  #handOn(awaited: number): boolean {
    let found = false;
    let ticket = takeReady(this.words, this.record);
    while (ticket !== 0) {
      const next = this.words[ticket + NEXT] as number;
      if (ticket === awaited) found = true;
      else this.onReady(ticket);
      ticket = next;
    }
    return found;
  }
}

function ignore(): void {}
