/**
 * A check for leaked goroutines, to stand around a test: goleak's (`leaks.go`) for this runtime, which
 * knows the answer already.
 *
 * Invariants:
 * - A goroutine leaks if it was not there when the check began, and is there when it ends.
 * - The check waits for events and never for time: it goes on as long as anything is ready, and then no
 *   longer. A goroutine that sleeps, or waits on a timer, has not ended.
 */

import { liveGoroutines } from "../runtime/live.ts";
import { afterMicrotasks, macrotask } from "../runtime/platform.ts";
import { dumpOf, type Snapshot, snapshot } from "../runtime/report.ts";
import { isIdle } from "../runtime/scheduler.ts";
import { LeakCheckInSimulationError, LeakError } from "./errors.ts";
import { current } from "./run.ts";

// How many turns of the event loop a goroutine that is parked nowhere is given: it may await the
// platform, such as a file, and end when that comes.
const TURNS_FOR_THE_PLATFORM = 1000;

/** What `leakCheck` gives. */
export class LeakCheck implements AsyncDisposable {
  readonly #before: ReadonlySet<number>;

  constructor() {
    this.#before = new Set(liveGoroutines().map((g) => g.id));
  }

  /**
   * Waits until all goroutines that were started since have ended, or wait for something that is not
   * about to happen.
   *
   * @throws {LeakError} (as a rejection) where any is left; its `dump` says where they wait.
   */
  async verify(): Promise<void> {
    let left = this.#started();
    let idleTurns = 0;
    while (left.goroutines.length > 0 && idleTurns < TURNS_FOR_THE_PLATFORM) {
      await oneTurn();
      left = this.#started();
      if (!isIdle()) continue;
      if (allParked(left)) break;
      idleTurns++;
    }
    if (left.goroutines.length > 0) throw new LeakError(dumpOf(left));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.verify();
  }

  #started(): Snapshot {
    const { goroutines, unattributed } = snapshot();
    return { goroutines: goroutines.filter((g) => !this.#before.has(g.id)), unattributed };
  }
}

/**
 * Begins to watch for leaked goroutines:
 *
 * ```ts
 * await using leaks = leakCheck();
 * ```
 *
 * fails the test at its end if a goroutine that was started in it has not ended. With hooks: begin in
 * `beforeEach`, and `await check.verify()` in `afterEach`.
 *
 * @throws {LeakCheckInSimulationError} in a simulation, which has the option `leaks` for this.
 */
export function leakCheck(): LeakCheck {
  if (current() !== null) throw new LeakCheckInSimulationError();
  return new LeakCheck();
}

// A turn of the event loop, and all promise jobs of it.
function oneTurn(): Promise<void> {
  return new Promise((resolve) => macrotask(() => afterMicrotasks(resolve)));
}

// Without tracing some waits cannot be put down to a goroutine; there is one for each that waits.
function allParked({ goroutines, unattributed }: Snapshot): boolean {
  const silent = goroutines.filter((g) => g.waits.length === 0);
  return silent.length <= unattributed.length;
}
