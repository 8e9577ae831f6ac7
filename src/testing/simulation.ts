/**
 * One run of a program in virtual time, every choice of which comes from a seed.
 *
 * Terms:
 * - A step lets one goroutine go on that is ready, until it waits again or ends, or fires one timer.
 * - A goroutine is durably blocked when only another goroutine or a timer of this run can let it go
 *   on (the term of Go's testing/synctest). All that parks is. A wait for what the platform settles,
 *   such as fetch, a file or setTimeout, is not, and a simulation cannot see it.
 *
 * Invariants:
 * - What goes on next is drawn from all that is ready and all timers that are due.
 * - Time moves only when nothing is ready, no timer is due and all promise jobs have run.
 * - The platform's event loop does not turn during a run, unless `external` asks for it, so nothing
 *   foreign settles within a run and makes two runs of one seed differ. (A browser's does: it has no
 *   other way to say that promise jobs have run.)
 * - However a run ends, the clock, the random stream, the goroutines and the waits of the world outside
 *   are put back, and what the run leaves behind never goes on.
 */

import { swapClock } from "../runtime/clock.ts";
import { Goroutine, spawn } from "../runtime/goroutine.ts";
import { emptyWorld, leaveBehind, liveCount, swapWorld } from "../runtime/live.ts";
import { ambient, setRunning } from "../runtime/owner.ts";
import { PanicError, swapPanicHandler } from "../runtime/panic.ts";
import { afterMicrotasks } from "../runtime/platform.ts";
import { restoreRandom, seedRandom } from "../runtime/random.ts";
import { dump, snapshot } from "../runtime/report.ts";
import { type GoroutineFunction, type Runnable } from "../runtime/runqueue.ts";
import {
  beginSimulation,
  endSimulation,
  heldAt,
  heldCount,
  parkAsync,
  ready,
  release,
} from "../runtime/scheduler.ts";
import { type Owner, START, swapWaits, VALUE, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import { abandonWaits, parkedWaiters } from "./abandon.ts";
import { DeadlockError, LeakError, replay, StepLimitError, TimeLimitError } from "./errors.ts";
import type { Options } from "./options.ts";
import { ownerOf } from "./owner.ts";
import { drawSchedule, type Schedule } from "./schedule.ts";
import { Transcript } from "./transcript.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** How a run ended. Its error is made where the caller awaits it, so that the stack leads there. */
type Outcome<T> = { readonly value: T } | { readonly error: () => unknown };

// How many steps of generators and timers may go by before promise jobs that they caused have their
// turn; the real run queue has the same limit.
const STEPS_PER_JOB = 64;

/** Makes the function of the main goroutine, which calls `finish` with the program's result. */
export type MainOf<T> = (finish: (value: T) => void) => GoroutineFunction;

export class Simulation<T> {
  readonly seed: number;
  steps = 0;
  readonly #clock: VirtualClock = new VirtualClock();
  readonly #options: Options;
  readonly #transcript: Transcript | null;
  #schedule: Schedule | null = null;
  /** Puts the world outside back and gives the outcome. */
  #leave: () => void = () => {};
  #outcome: Outcome<T> | null = null;
  #resolve: (outcome: Outcome<T>) => void = () => {};
  // Whether `#goOn` has been asked for.
  #draining = false;
  // How many promises of the platform it stands still for, and who waits for them.
  #unsettled = 0;
  readonly #external = new WaitQueue("external", { describe: () => "" });

  constructor(seed: number, options: Options) {
    this.seed = seed;
    this.#options = options;
    this.#transcript = options.transcript === null ? null : new Transcript(options.transcript);
  }

  get elapsedMs(): number {
    return this.#clock.now();
  }

  /** Runs the program to its end. */
  async run(mainOf: MainOf<T>): Promise<T> {
    // What is ready in the world outside goes on first, so that none of it runs in here.
    await new Promise<void>((resolve) => afterMicrotasks(resolve));
    const outcome = await new Promise<Outcome<T>>((resolve) => {
      this.#resolve = resolve;
      this.#enter();
      spawn(
        mainOf((value) => {
          this.#outcome ??= { value };
        }),
        [],
      );
      this.#drain();
    });
    if ("error" in outcome) throw outcome.error();
    return outcome.value;
  }

  // ------------------------------------------------------------------------------------ its world

  #enter(): void {
    const clock = swapClock(this.#clock);
    const random = seedRandom(this.seed);
    this.#schedule = drawSchedule();
    const world = swapWorld(emptyWorld());
    const outsiders = parkedWaiters();
    const waits = swapWaits({ occupied: [], lastId: 0 });
    const handler = swapPanicHandler((owner, cause) => this.#panicked(owner, cause));
    const stopTranscript = this.#transcript?.start();
    beginSimulation();
    this.#leave = () => {
      abandonWaits(outsiders);
      leaveBehind();
      endSimulation();
      stopTranscript?.();
      swapPanicHandler(handler);
      swapWaits(waits);
      swapWorld(world);
      restoreRandom(random);
      swapClock(clock);
      this.#resolve(this.#outcome as Outcome<T>);
    };
  }

  /** Ends the run with an error, unless one has ended it already. */
  #fail(error: () => unknown): void {
    if (this.#outcome === null || "value" in this.#outcome) this.#outcome = { error };
  }

  #panicked(owner: Owner, cause: unknown): void {
    this.#fail(() => new PanicError(owner, cause, `\n(${replay(this.seed)})`));
  }

  // ------------------------------------------------------------------------------------ its steps

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    afterMicrotasks(this.#goOn);
  }

  readonly #goOn = (): void => {
    this.#draining = false;
    setRunning(null);
    try {
      this.#takeSteps();
    } catch (error) {
      // Only who takes the transcript can throw.
      this.#fail(() => error);
      this.#leave();
    }
  };

  /** Takes steps until promise jobs must run first. All that were due have run. */
  #takeSteps(): void {
    let drained = true;
    for (let steps = 0; steps < STEPS_PER_JOB; steps++) {
      if (this.#unsettled > 0) return; // `standStill` goes on
      const over = this.#over();
      if (!drained && (over || this.#idle)) break;
      if (over) {
        this.#finish();
        return;
      }
      if (this.#idle) this.#jump();
      else if (this.steps >= this.#options.maxSteps) this.#refuseStep();
      else if (this.#step()) break;
      else drained = false;
    }
    this.#drain();
  }

  get #idle(): boolean {
    return heldCount() === 0 && this.#clock.dueCount === 0;
  }

  #over(): boolean {
    if (this.#outcome === null) return false;
    return "error" in this.#outcome || this.#options.leaks === "abandon" || this.#idle;
  }

  /** Takes one step; true where promise jobs follow from it. */
  #step(): boolean {
    const held = heldCount();
    const choice = (this.#schedule as Schedule).choose(
      held + this.#clock.dueCount,
      this.#goroutineAt,
    );
    this.steps++;
    if (choice >= held) {
      this.#transcript?.timerStep(this.steps, this.elapsedMs);
      this.#clock.fireDue(choice - held);
      return false;
    }
    const w = heldAt(choice);
    this.#transcript?.goroutineStep(this.steps, this.elapsedMs, w);
    release(choice);
    if (w instanceof Goroutine) return false;
    // Only what goes on now runs until the promise jobs are done, so it is known whose code that is.
    if (ambient === null) setRunning(ownerOf(w));
    return true;
  }

  /** The id of the goroutine of the candidate at `index`; 0 for timers, which come last. */
  readonly #goroutineAt = (index: number): number => {
    if (index >= heldCount()) return 0;
    const w = heldAt(index);
    // The same as ownerOf, for the price of a comparison.
    return (w.form <= START ? (w as Runnable) : (w as Waiter).owner)?.id ?? 0;
  };

  #jump(): void {
    const { seed } = this;
    const { nextMs } = this.#clock;
    const { maxTimeMs } = this.#options;
    if (nextMs === Number.POSITIVE_INFINITY) {
      const goroutines = snapshot();
      this.#fail(() => new DeadlockError(seed, goroutines));
    } else if (nextMs > maxTimeMs) {
      const text = dump();
      this.#fail(() => new TimeLimitError(seed, maxTimeMs, nextMs, text));
    } else this.#clock.advance();
  }

  #refuseStep(): void {
    const { seed } = this;
    const { maxSteps } = this.#options;
    const text = dump();
    this.#fail(() => new StepLimitError(seed, maxSteps, text));
  }

  #finish(): void {
    this.#transcript?.endStep();
    if (this.#options.leaks === "fail" && liveCount() > 0) {
      const text = dump();
      this.#fail(() => new LeakError(text, `\n(${replay(this.seed)})`));
    }
    this.#leave();
  }

  // ------------------------------------------------------------------------------- foreign promises

  /** Stands still until `promise`, which the platform settles, has settled. */
  async standStill<R>(promise: PromiseLike<R>): Promise<R> {
    const resumed = parkAsync<void>(this.#external, VALUE);
    this.#unsettled++;
    const goOn = () => {
      if (--this.#unsettled > 0) return;
      // In the order of their calls, whichever settled first.
      for (let w = this.#external.shift(); w !== null; w = this.#external.shift()) ready(w);
      this.#drain();
    };
    promise.then(goOn, goOn);
    await resumed;
    return promise;
  }
}
