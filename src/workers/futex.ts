/**
 * A lock that is one word of shared memory, after Drepper ("Futexes Are Tricky", 2011).
 *
 * The word is 0 while the lock is free, else `owner << 1`, with bit 0 set where somebody may sleep.
 *
 * Invariants:
 * - Who sleeps has seen bit 0 set in the word it sleeps on, and whoever takes that word away wakes one.
 * - Who has slept takes the lock with bit 0 set, since it cannot know whether others still sleep: the
 *   next to be woken is never forgotten.
 * - The word names its owner, so that the lock of a thread that has died can be told: it is broken then
 *   (death.ts), and stays so. But a lock whose thread can leave off at any step is inherited by the next.
 * - A thread holds locks only for a bounded number of steps, none of which waits for anything but
 *   another lock of a higher address: so waiting is short, and spinning for a moment is worth it.
 */

import { isDead } from "./death.ts";
import { pause } from "./pause.ts";
import { WorkerDiedError } from "./worker-died-error.ts";

/** Whether this thread may block. The main thread of a browser may not: there `Atomics.wait` throws. */
export const mayBlock: boolean = (() => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
})();

/** How often a lock is looked at before its waiter sleeps, with ever longer pauses: some 30 us in all. */
export const LOCK_SPINS = 16;

// Longer than what is done under a lock: whoever has it goes on undisturbed, several times in turn perhaps.
const SHORTEST_PAUSE_MS = 0.0005;
const LONGEST_PAUSE_MS = 0.002;

/** How long who waits for a lock sleeps before it looks whether the owner has died. */
const PROBE_MS = 100;

/** The word of a broken lock. */
const BROKEN = -1;

/**
 * Takes the lock at `at` for the thread numbered `owner`, 1 or more.
 *
 * @throws {WorkerDiedError} where it is broken.
 */
export function lock(words: Int32Array, at: number, owner: number, spins: number): void {
  const mine = owner << 1;
  if (Atomics.compareExchange(words, at, 0, mine) === 0) return;
  lockContended(words, at, mine, spins, breakLock);
}

/** As `lock`, of what a thread can leave at any step: from one that has died the lock is inherited. */
export function inherit(words: Int32Array, at: number, owner: number, spins: number): void {
  const mine = owner << 1;
  if (Atomics.compareExchange(words, at, 0, mine) === 0) return;
  lockContended(words, at, mine, spins, takeOver);
}

// What becomes of a lock whose word is `held` and whose owner has died; whether the caller has it now.
type Succession = (words: Int32Array, at: number, held: number, mine: number) => boolean;

const breakLock: Succession = (words, at, held) => {
  if (Atomics.compareExchange(words, at, held, BROKEN) === held) Atomics.notify(words, at);
  return false;
};

const takeOver: Succession = (words, at, held, mine) =>
  Atomics.compareExchange(words, at, held, mine | 1) === held;

/** Breaks the lock at `at` if its owner has died, and says whether it is broken. */
export function breakIfDead(words: Int32Array, at: number): boolean {
  for (;;) {
    const held = Atomics.load(words, at);
    if (held === BROKEN) return true;
    if (held === 0 || !isDead(words, held >> 1)) return false;
    breakLock(words, at, held, 0);
  }
}

function lockContended(
  words: Int32Array,
  at: number,
  mine: number,
  spins: number,
  succession: Succession,
): void {
  for (let round = 1; round <= spins; round++) {
    pause(Math.min(round * SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS));
    if (Atomics.load(words, at) !== 0) continue;
    if (Atomics.compareExchange(words, at, 0, mine) === 0) return;
  }
  for (;;) {
    const held = Atomics.load(words, at);
    if (held === BROKEN) throw new WorkerDiedError("a worker died", WHAT_IT_LEFT);
    if (held === 0) {
      if (Atomics.compareExchange(words, at, 0, mine | 1) === 0) return;
    } else if ((held & 1) === 1 || Atomics.compareExchange(words, at, held, held | 1) === held) {
      // Where blocking is forbidden there is nothing to do but look again.
      const changed = mayBlock && Atomics.wait(words, at, held | 1, PROBE_MS) !== "timed-out";
      if (changed || !isDead(words, held >> 1)) continue;
      if (succession(words, at, held | 1, mine)) return;
    }
  }
}

const WHAT_IT_LEFT = "it was at work on what threads share, which cannot be used any more";

/** Lets go of the lock at `at`, which the caller holds. */
export function unlock(words: Int32Array, at: number): void {
  if ((Atomics.exchange(words, at, 0) & 1) === 1) Atomics.notify(words, at, 1);
}
