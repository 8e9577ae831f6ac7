/**
 * One run of a program in virtual time, every choice of which comes from a seed.
 *
 * Terms:
 * - A step lets one goroutine go on that is ready, or fires one timer that is due, and lasts until
 *   all promise jobs that followed from it have run.
 * - A goroutine is durably blocked when only another goroutine or a timer of this run can let it go
 *   on (the term of Go's testing/synctest). All that parks is; a wait for what the platform settles,
 *   such as fetch, a file or setTimeout, is not, and the simulation cannot see it.
 *
 * Invariants:
 * - What goes on next is drawn from all that is ready and all timers that are due, each as likely.
 * - Time moves only when nothing is ready and no timer is due, thus never within a step.
 * - The platform's event loop does not turn during a run, so nothing foreign can settle within it and
 *   make two runs of one seed differ.
 * - However a run ends, the clock, the random stream, the goroutines and the waits of the world outside
 *   are put back, and what the run leaves behind can never go on.
 */

import { swapClock } from "../runtime/clock.ts";
import {
  emptyWorld,
  type GoroutineFunction,
  leaveBehind,
  type PanicError,
  spawn,
  swapPanicHandler,
  swapWorld,
} from "../runtime/goroutine.ts";
import { afterMicrotasks } from "../runtime/platform.ts";
import { randomBelow, restoreRandom, seedRandom } from "../runtime/random.ts";
import { deadlockReport, dump } from "../runtime/report.ts";
import { beginSimulation, endSimulation, heldCount, READY, release } from "../runtime/scheduler.ts";
import { swapWaits } from "../runtime/waiter.ts";
import { abandonWaits } from "./abandon.ts";
import { DeadlockError, StepLimitError, TimeLimitError } from "./errors.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** How far a simulation may go. */
export interface Limits {
  readonly maxSteps: number;
  readonly maxTimeMs: number;
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

export class Simulation<T> {
  readonly seed: number;
  steps = 0;
  readonly clock: VirtualClock = new VirtualClock();
  readonly #limits: Limits;
  #outcome: Outcome<T> | null = null;
  #settle: (outcome: Outcome<T>) => void = () => {};

  constructor(seed: number, limits: Limits) {
    this.seed = seed;
    this.#limits = limits;
  }

  /** Runs `main`, which calls `finish` with the result, as the main goroutine. */
  async run(main: (finish: (value: T) => void) => GoroutineFunction): Promise<T> {
    const restore = this.#enter();
    let outcome: Outcome<T>;
    try {
      outcome = await new Promise<Outcome<T>>((resolve) => {
        this.#settle = resolve;
        spawn(
          main((value) => this.#end({ value })),
          [],
        );
        this.#drain();
      });
    } finally {
      restore();
    }
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  #enter(): () => void {
    const clock = swapClock(this.clock);
    const random = seedRandom(this.seed);
    const world = swapWorld(emptyWorld());
    const waits = swapWaits({ occupied: [], lastId: 0 });
    const handler = swapPanicHandler((panic) => this.#fail(panic));
    beginSimulation();
    return () => {
      this.clock.clear();
      abandonWaits();
      leaveBehind();
      endSimulation();
      swapPanicHandler(handler);
      swapWaits(waits);
      swapWorld(world);
      restoreRandom(random);
      swapClock(clock);
    };
  }

  #end(outcome: Outcome<T>): void {
    this.#outcome ??= outcome;
  }

  #fail(error: PanicError): void {
    this.#end({ error });
  }

  readonly #step = (): void => {
    if (this.#outcome === null) this.#advance();
    if (this.#outcome !== null) this.#settle(this.#outcome);
    else this.#drain();
  };

  // Waits for the promise jobs of a step. From within the platform's tick queue another tick would
  // come before them, so the tick is asked for by a promise job.
  #drain(): void {
    void READY.then(this.#afterJobs);
  }

  readonly #afterJobs = (): void => afterMicrotasks(this.#step);

  #advance(): void {
    const { clock } = this;
    if (heldCount() === 0 && clock.dueCount === 0) {
      if (!this.#jump()) return;
    }
    if (this.steps >= this.#limits.maxSteps) {
      this.#end({ error: new StepLimitError(this.seed, this.#limits.maxSteps, dump()) });
      return;
    }
    this.steps++;
    const held = heldCount();
    const choice = randomBelow(held + clock.dueCount);
    if (choice < held) release(choice);
    else clock.fireDue(choice - held);
  }

  #jump(): boolean {
    const { nextMs } = this.clock;
    if (nextMs === Number.POSITIVE_INFINITY) {
      this.#end({ error: new DeadlockError(this.seed, deadlockReport(), dump()) });
      return false;
    }
    if (nextMs > this.#limits.maxTimeMs) {
      const { maxTimeMs } = this.#limits;
      this.#end({ error: new TimeLimitError(this.seed, maxTimeMs, nextMs, dump()) });
      return false;
    }
    this.clock.advance();
    return true;
  }
}
