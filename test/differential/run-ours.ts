// Our outcomes: runs a program under a seed of the simulator, or for real.

import { go, PanicError } from "../../src/index.ts";
import { swapPanicHandler } from "../../src/runtime/panic.ts";
import { isIdle } from "../../src/runtime/scheduler.ts";
import { DeadlockError, simulate } from "../../src/testing/index.ts";
import { type Outcome, panicked, settled } from "./outcome.ts";
import { instantiate, type Kinds, type OtherWords } from "./print-typescript.ts";
import type { Program } from "./program.ts";

/** A program whose goroutines are written in `kinds`, ready to run again and again. */
export class Ours {
  readonly #goroutines: number;
  readonly #start: ReturnType<typeof instantiate>;

  constructor(program: Program, kinds: Kinds, otherWords: OtherWords = {}) {
    this.#goroutines = program.goroutines.length;
    this.#start = instantiate(program, kinds, otherWords);
  }

  #emptyLogs(): string[][] {
    return Array.from({ length: this.#goroutines }, () => []);
  }

  async simulate(seed: number): Promise<Outcome> {
    const logs = this.#emptyLogs();
    try {
      await simulate(seed, () => this.#start((g, line) => logs[g]?.push(line)).wait());
      return settled("all ended", logs);
    } catch (error) {
      if (error instanceof DeadlockError) return settled("deadlock", logs);
      if (error instanceof PanicError)
        return panicOutcome(nameOfPanicked(error), error.cause, logs);
      throw error;
    }
  }

  /** Without a simulator: until all have ended, or none can go on. */
  async forReal(): Promise<Outcome> {
    const logs = this.#emptyLogs();
    let outcome: Outcome | undefined;
    let ended = false;
    const before = swapPanicHandler((owner, cause) => {
      outcome ??= panicOutcome(owner.name, cause, logs);
    });
    try {
      go(async () => {
        await this.#start((g, line) => logs[g]?.push(line)).wait();
        ended = true;
      });
      // Once promise jobs and a turn have passed, what is idle waits for ever: nothing has a timer.
      do await new Promise<void>((resolve) => setImmediate(resolve));
      while (!isIdle());
    } finally {
      swapPanicHandler(before);
    }
    return outcome ?? settled(ended ? "all ended" : "deadlock", logs);
  }
}

function nameOfPanicked({ message }: PanicError): string {
  return /\[goroutine \d+ \((.*?)\)\]/.exec(message)?.[1] ?? "";
}

/** Goroutine 3 is the function g3. */
function panicOutcome(name: string, cause: unknown, logs: readonly string[][]): Outcome {
  const g = Number(/^g(\d+)$/.exec(name)?.[1]);
  if (Number.isNaN(g) || !(cause instanceof Error)) throw cause;
  return panicked(g, cause.message, logs[g] ?? []);
}
