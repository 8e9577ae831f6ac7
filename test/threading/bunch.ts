/**
 * A bunch of threads that run one function, as CPython's lock_tests have one, and what the tests need
 * besides: every test runs in virtual time, on several schedules, so none waits and none is timed.
 */

import { simulate } from "../../src/testing/index.ts";
import { sleep, Thread } from "../../src/threading/index.ts";

/** Runs a test in virtual time once for each of several seeds. */
export function onSchedules(test: () => Promise<void>, count = 8): () => Promise<void> {
  return async () => {
    for (let seed = 0; seed < count; seed++) await simulate(seed, test);
  };
}

/** Resolves once all other threads are blocked, or have ended: virtual time does not move before. */
export function othersBlocked(): Promise<void> {
  return sleep(1e-6);
}

/** Threads that were started, each calling `fn` with its number. */
export class Bunch {
  readonly threads: readonly Thread[];
  /** The numbers of those that have ended, in that order. */
  readonly finished: number[] = [];
  readonly #errors: unknown[] = [];

  constructor(count: number, fn: (index: number) => unknown) {
    this.threads = Array.from({ length: count }, (_, index) => this.#start(index, fn));
  }

  #start(index: number, fn: (index: number) => unknown): Thread {
    const thread = new Thread({
      target: async () => {
        try {
          await fn(index);
        } catch (error) {
          this.#errors.push(error);
        }
        this.finished.push(index);
      },
    });
    thread.start();
    return thread;
  }

  /** Waits until all have ended, and throws the first error that escaped one. */
  async join(): Promise<void> {
    for (const thread of this.threads) await thread.join();
    if (this.#errors.length > 0) throw this.#errors[0];
  }
}
