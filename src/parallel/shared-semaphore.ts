/**
 * A weighted semaphore between threads, golang.org/x/sync/semaphore; its steps are in workers/sync/semaphore.ts.
 *
 * Invariants:
 * - What is held is never negative and never more than the size.
 * - FIFO over all threads: while anyone waits, nobody is served before them, however little is asked for.
 * - What a thread held that has died is free again.
 */

import type { Cancel } from "../runtime/cancel.ts";
import type { Operation } from "../runtime/operation.ts";
import { WaitQueue } from "../runtime/waiter.ts";
import { ReleasedMoreThanHeldError, SemaphoreSizeError, WeightError } from "../sync/errors.ts";
import { ACQUIRING, type ForeignSemaphore } from "../sync/foreign.ts";
import { Permit } from "../sync/guard.ts";
import {
  DONE,
  Entrance,
  freeHoldings,
  joinHoldings,
  KIND,
  Leaving,
  registerShared,
  SharedObject,
  Site,
  semaphore,
  siteOf,
} from "../workers/index.ts";

const plan = { kind: KIND.semaphore, words: semaphore.SEMAPHORE_WORDS };

/** Go's semaphore.Weighted for goroutines of all threads: access to something of which there is so much. */
export class SharedSemaphore extends SharedObject implements ForeignSemaphore {
  /** How much there is. */
  readonly size: number;
  readonly #acquiring: Entrance<Permit>;
  readonly #releasing: Leaving;
  readonly #holding: number;
  // What most ask for, made once.
  readonly #unit: Permit = new Permit(this, 1);

  /**
   * @param size how much there is.
   * @throws {SemaphoreSizeError} where it is no whole number from 0 to 2,147,483,647.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(size: number | Site) {
    if (!(size instanceof Site)) checkSize(size);
    super(size instanceof Site ? size : undefined, {
      ...plan,
      init: (words, address) =>
        semaphore.initSemaphore(words, address, size as number, size as number),
    });
    const { agent, address } = siteOf(this);
    this.size = agent.heap.words[address + semaphore.LIMIT] as number;
    this.#holding = joinHoldings(agent, address, semaphore.HOLDINGS);
    this.#acquiring = new Entrance(agent, address, {
      step: semaphore.acquire,
      abandoned: semaphore.serve,
      queue: new WaitQueue("semaphore.Acquire", this),
      conclude: (_outcome, weight) => (weight === 1 ? this.#unit : new Permit(this, weight)),
    });
    this.#releasing = new Leaving(agent, address, semaphore.release);
  }

  /**
   * Acquires `weight` of it, and waits until it can: until all before it have been served and so much is free. For
   * more than the size it waits until it is cancelled, as Go's. The permit releases what was acquired when it is
   * disposed of (`using permit = await sem.acquire()`); else call `release`. In a generator goroutine:
   * `yield* acquire(sem)` of `goroutine-kit/gen`.
   *
   * @param weight 1 where it is left out.
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, nothing is held, and those
   * behind it go on where they can.
   * @throws {WeightError} (as a rejection) where `weight` is no whole number from 0 to 2,147,483,647.
   */
  acquire(weight = 1, cancel?: Cancel): Promise<Permit> {
    if (!isWeight(weight))
      return Promise.reject(new WeightError("acquire", weight, semaphore.MOST));
    return this.#acquiring.enter(this.#holding, weight, cancel);
  }

  /**
   * As `acquire`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   * @throws {WeightError} where `weight` is no whole number from 0 to 2,147,483,647.
   */
  acquireSync(weight = 1): Permit {
    if (!isWeight(weight)) throw new WeightError("acquireSync", weight, semaphore.MOST);
    return this.#acquiring.block("acquireSync", this.#holding, weight);
  }

  /**
   * Acquires `weight`, 1 where it is left out, if that is possible without waiting, and says whether it was.
   *
   * @throws {WeightError} where `weight` is no whole number from 0 to 2,147,483,647.
   */
  tryAcquire(weight = 1): boolean {
    if (!isWeight(weight)) throw new WeightError("tryAcquire", weight, semaphore.MOST);
    return this.#acquiring.attempt(this.#holding, weight) === DONE;
  }

  /**
   * Gives `weight`, 1 where it is left out, back. Any thread may do so.
   *
   * @throws {ReleasedMoreThanHeldError} where less is held.
   * @throws {WeightError} where `weight` is no whole number from 0 to 2,147,483,647.
   */
  release(weight = 1): void {
    if (!isWeight(weight)) throw new WeightError("release", weight, semaphore.MOST);
    if (this.#releasing.take(this.#holding, weight) !== DONE) throw new ReleasedMoreThanHeldError();
  }

  describe(): string {
    const { agent, address } = siteOf(this);
    const free = Atomics.load(agent.heap.words, address + semaphore.FREE);
    return `shared semaphore ${address} (${this.size - free} of ${this.size} held)`;
  }

  [ACQUIRING](weight: number, cancel?: Cancel): Operation<Permit> {
    return this.#acquiring.operation(this.#holding, weight, cancel);
  }
}

function checkSize(size: number): void {
  if (Number.isInteger(size) && size >= 0 && size <= semaphore.MOST) return;
  throw new SemaphoreSizeError(size, semaphore.MOST);
}

// More than there can be is waited for all the same, as in Go; it only has to fit.
function isWeight(weight: number): boolean {
  return Number.isInteger(weight) && weight >= 0 && weight <= semaphore.MOST;
}

registerShared(
  plan,
  (at) => new SharedSemaphore(at),
  (agent, address) => freeHoldings(agent, address, semaphore.HOLDINGS),
);
