/**
 * Whether a thread that waits looks for long before it sleeps.
 *
 * To be woken takes some 50 us, and so does waking. A wait that is shorter is better spent looking; one that
 * is longer takes a core from those that work, perhaps from the very thread that is waited for. Nobody knows
 * beforehand which it will be, so the last waits tell.
 *
 * Invariants:
 * - After a long look in vain there is none until so many sleeps in turn were short that looking would have
 *   ended them: 1, then 2, 4 ... MOST_SLEEPS, as long as each of these long looks is in vain. One that is
 *   not forgives all.
 * - Without a short sleep there is no long look: waits that are long cost nothing but the sleep.
 */

/**
 * How long a long look lasts at most. It outlasts a wake-up: two threads that wake each other each time
 * could else never find out that neither need sleep.
 */
export const LONG_LOOK_MS = 0.1;

/** A sleep that is no longer was the wake-up, and little else. */
const SHORT_SLEEP_MS = 0.2;
const MOST_SLEEPS = 64;

export class Patience {
  // How many short sleeps have to come before the next long look, and after the next one in vain.
  #sleepsToCome = 0;
  #sleepsNext = 1;

  /** Whether it is time for a long look. */
  get isDue(): boolean {
    return this.#sleepsToCome === 0;
  }

  /** A long look has seen what it looked for. */
  rewarded(): void {
    this.#sleepsNext = 1;
  }

  /** A long look was in vain. */
  disappointed(): void {
    this.#sleepsToCome = this.#sleepsNext;
    this.#sleepsNext = Math.min(MOST_SLEEPS, this.#sleepsNext * 2);
  }

  /** A sleep has lasted so many milliseconds. */
  slept(ms: number): void {
    if (ms <= SHORT_SLEEP_MS && this.#sleepsToCome > 0) this.#sleepsToCome--;
  }
}
