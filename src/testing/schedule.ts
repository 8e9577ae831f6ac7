/**
 * Schedules: which of those that could go on does. A seed has one of two, since they find different
 * faults: the even one those where two goroutines must meet within a few steps, the one of priorities
 * those where one goroutine must be late by many steps, which the even one finds ever more rarely the more
 * steps they are.
 *
 * Invariants:
 * - Every choice is drawn from the random stream of the simulation and from nothing else.
 * - None starves: whoever could go on is chosen at some time with probability 1.
 */

import { randomBelow, randomUnit } from "../runtime/random.ts";

/**
 * Chooses one of `count` that could go on; `goroutineAt` gives the goroutine of each by its id, 0 for a
 * timer.
 */
export interface Schedule {
  choose(count: number, goroutineAt: (index: number) => number): number;
}

/** The schedule of a seed that the random stream has just begun with. */
export function drawSchedule(): Schedule {
  return randomBelow(2) === 0 ? even : new Priorities();
}

/** Each is as likely as any other, at every step. */
const even: Schedule = { choose: (count) => randomBelow(count) };

// How many candidates are looked at, so that a step costs the same however many are ready.
const LARGEST_FIELD = 32;

/**
 * Each goroutine has a priority drawn at random, and the highest goes on. Now and then the one that goes
 * on draws anew: in some seeds at every other step, in others hardly ever. A timer draws anew at each
 * step; who waits for it has a priority. After PCT (Burckhardt, Kothari, Musuvathi and Nagarakatte,
 * "A randomized scheduler with probabilistic guarantees of finding bugs", 2010), which spreads its
 * changes over the length of the run; that is not known here.
 */
class Priorities implements Schedule {
  /** By id. */
  readonly #priorities: number[] = [];
  readonly #changes: number = 2 ** -(1 + randomBelow(10));

  choose(count: number, goroutineAt: (index: number) => number): number {
    if (count === 1) return 0;
    const first = count > LARGEST_FIELD ? randomBelow(count) : 0;
    let chosen = first;
    let highest = -1;
    for (let n = Math.min(count, LARGEST_FIELD), i = first; n > 0; n--) {
      const priority = this.#of(goroutineAt(i));
      if (priority > highest) {
        highest = priority;
        chosen = i;
      }
      i = i + 1 === count ? 0 : i + 1;
    }
    if (randomUnit() < this.#changes) this.#priorities[goroutineAt(chosen)] = randomUnit();
    return chosen;
  }

  #of(id: number): number {
    if (id === 0) return randomUnit();
    for (let next = this.#priorities.length; next <= id; next++) {
      this.#priorities.push(randomUnit());
    }
    return this.#priorities[id] as number;
  }
}
