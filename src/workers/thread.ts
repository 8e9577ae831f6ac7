/**
 * A thread as others see it in shared memory, for use by that thread itself: its number, its record, and
 * the tickets it waits with.
 *
 * Invariants:
 * - Tickets are this thread's own: taking one out of stock and giving it back touches no shared word.
 * - A ticket that was delivered is handed to whoever blocks for it, else to `onReady`; each once.
 */

import { endIfLost } from "./lost-wait.ts";
import { hasReady, sleep, takeReady } from "./parker.ts";
import { LONG_LOOK_MS, Patience } from "./patience.ts";
import { NEXT, ticketWords } from "./ticket.ts";

/** Where a thread gets shared memory: `words` words at the address that is returned. */
export type Allocate = (words: number) => number;

/** Hears when a thread that blocks sleeps for long. */
export interface Sleeper {
  /** How many milliseconds are long. */
  readonly longMs: number;
  /** It has slept for so long and will sleep on, until something is delivered to it. */
  hasBlockedLong(): void;
  /** It was woken from that. */
  goesOn(): void;
}

export class Thread {
  /** The shared memory. */
  readonly words: Int32Array;
  /** The address of its record. */
  readonly record: number;
  /** Its number, 1 or more: the owner of the locks it holds. */
  readonly owner: number;
  /** How often it looks at a lock before it sleeps. */
  readonly lockSpins: number;
  /** How often it looks, at least, for what is delivered before it sleeps. */
  readonly looks: number;
  /** What the last waits have taught it. */
  readonly patience: Patience = new Patience();
  /** Takes the tickets for which nobody blocks. Must not run a user's code. */
  onReady: (ticket: number) => void = ignore;
  /** Hears of its sleeps, where anybody wants to; see watch.ts. */
  sleeper: Sleeper | null = null;
  readonly #allocate: Allocate;
  // Whether it was told of a death since it last looked whether the wait it blocks for is lost.
  #isBereaved = false;
  // Free tickets by their number of cases.
  readonly #stock: number[][] = [];

  /**
   * @param spins how often it looks at a lock before it sleeps, and how often, at least, for what is
   * delivered; 0 for never.
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
    this.looks = spins.ready;
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

  /** Blocks until `ticket` is delivered, or ended with DIED. */
  await(ticket: number): void {
    while (!this.#handOn(ticket)) {
      if (this.#isLost(ticket)) return;
      if (!this.glance() && !this.#watch()) this.#sleep(Number.POSITIVE_INFINITY);
    }
  }

  /**
   * Blocks until `ticket` is delivered or no time is left, and says whether it was delivered.
   *
   * @param leftMs tells how many milliseconds are left.
   */
  awaitWithin(ticket: number, leftMs: () => number): boolean {
    while (!this.#handOn(ticket)) {
      if (this.#isLost(ticket)) return true;
      const left = leftMs();
      if (!(left > 0)) return false;
      if (!this.glance() && !this.#watch()) this.#sleep(left);
    }
    return true;
  }

  /** Takes the notice of a death. */
  takeNotice(notice: number): void {
    this.#isBereaved = true;
    this.putBack(notice, 1);
  }

  #isLost(ticket: number): boolean {
    if (!this.#isBereaved) return false;
    this.#isBereaved = false;
    return endIfLost(this.words, ticket);
  }

  #sleep(mostMs: number): void {
    const beganMs = performance.now();
    if (this.sleeper === null || mostMs < Number.POSITIVE_INFINITY) {
      sleep(this.words, this.record, mostMs);
    } else this.#sleepLong(this.sleeper);
    this.patience.slept(performance.now() - beganMs);
  }

  /** Hands on what was delivered; whether there was any. */
  poll(): boolean {
    if (!hasReady(this.words, this.record)) return false;
    this.#handOn(0);
    return true;
  }

  /** Looks for a moment whether something is delivered, for less than a sleep costs. */
  glance(): boolean {
    const { words, record } = this;
    for (let left = this.looks; left > 0; left--) if (hasReady(words, record)) return true;
    return false;
  }

  // Looks for long, where that is due.
  #watch(): boolean {
    if (this.looks === 0 || !this.patience.isDue) return false;
    // Not through the clock seam: how long a wake-up takes is a matter of the real platform.
    const endMs = performance.now() + LONG_LOOK_MS;
    do {
      if (!this.glance()) continue;
      this.patience.rewarded();
      return true;
    } while (performance.now() < endMs);
    this.patience.disappointed();
    return false;
  }

  #sleepLong(sleeper: Sleeper): void {
    sleep(this.words, this.record, sleeper.longMs);
    if (hasReady(this.words, this.record)) return;
    sleeper.hasBlockedLong();
    sleep(this.words, this.record);
    sleeper.goesOn();
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
