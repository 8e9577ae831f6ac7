/**
 * A weighted semaphore: golang.org/x/sync/semaphore.
 *
 * Invariants:
 * - What is held is never negative and never more than the size.
 * - FIFO: while anyone waits, nobody is served before them, however little is asked for. So a large
 *   request is not starved by small ones.
 * - Nobody waits who could be served: whenever what is held, or who waits first, changes, those at the
 *   front that now fit go on.
 * - A request for more than the size can never be served, and holds up nobody.
 */

import { type Cancel, cancellable, parkCancellable, rejected } from "../runtime/cancel.ts";
import type { Goroutine } from "../runtime/goroutine.ts";
import { type Operation, operation } from "../runtime/operation.ts";
import { heldPromise, park, parkAsync, proceed, ready } from "../runtime/scheduler.ts";
import { nextWaitedOnId, VALUE, type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { ReleasedMoreThanHeldError, SemaphoreSizeError, WeightError } from "./errors.ts";
import { ACQUIRING, type ForeignSemaphore } from "./foreign.ts";
import { Permit } from "./guard.ts";

let acquiring: (sem: Semaphore, weight: number, cancel?: Cancel) => Operation<Permit>;

/** Go's semaphore.Weighted: access to something of which there is so much. */
export class Semaphore implements WaitedOn {
  /** How much there is. */
  readonly size: number;
  readonly #id = nextWaitedOnId();
  readonly #waiters: WaitQueue = new WaitQueue("semaphore.Acquire", this);
  readonly #hopeless: WaitQueue = new WaitQueue("semaphore.Acquire (more than its size)", this);
  // What most ask for, made once.
  readonly #unit = new Permit(this, 1);
  readonly #acquiredUnit: Promise<Permit> = Promise.resolve(this.#unit);
  #held = 0;

  static {
    acquiring = (sem, weight, cancel) => {
      const permit = sem.#permit(weight);
      const perform = (g: Goroutine) => {
        g.value = permit;
        if (sem.tryAcquire(weight)) return true;
        park(g, sem.#queueFor(weight));
        return false;
      };
      return operation(cancellable(perform, cancel, () => sem.#serve()));
    };
  }

  /**
   * @param size how much there is.
   * @throws {SemaphoreSizeError} where it is no whole number >= 0.
   */
  constructor(size: number) {
    if (!Number.isSafeInteger(size) || size < 0) throw new SemaphoreSizeError(size);
    this.size = size;
  }

  /**
   * Acquires `weight` of it, and waits until it can: until all before it have been served and so much is
   * free. For more than the size it waits until it is cancelled, as Go's. The permit releases what was
   * acquired when it is disposed of (`using permit = await sem.acquire()`); else call `release`. In a
   * generator goroutine: `yield* acquire(sem)` of `goroutine-kit/gen`.
   *
   * @param weight 1 where it is left out.
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, nothing is held,
   * and those behind it go on where they can.
   * @throws {WeightError} (as a rejection) where `weight` is no whole number >= 0.
   */
  acquire(weight = 1, cancel?: Cancel): Promise<Permit> {
    if (!isWeight(weight)) return Promise.reject(new WeightError("acquire", weight));
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const permit = this.#permit(weight);
    if (this.tryAcquire(weight)) {
      if (!proceed()) return heldPromise(permit);
      return permit === this.#unit ? this.#acquiredUnit : Promise.resolve(permit);
    }
    const queue = this.#queueFor(weight);
    if (cancel === undefined) return parkAsync(queue, VALUE, permit);
    return parkCancellable(queue, VALUE, permit, cancel, () => this.#serve());
  }

  /**
   * Acquires `weight`, 1 where it is left out, if that is possible without waiting, and says whether it
   * was.
   *
   * @throws {WeightError} where `weight` is no whole number >= 0.
   */
  tryAcquire(weight = 1): boolean {
    if (!isWeight(weight)) throw new WeightError("tryAcquire", weight);
    if (!this.#waiters.empty || weight > this.size - this.#held) return false;
    this.#held += weight;
    return true;
  }

  /**
   * Gives `weight`, 1 where it is left out, back.
   *
   * @throws {ReleasedMoreThanHeldError} where less is held.
   * @throws {WeightError} where `weight` is no whole number >= 0.
   */
  release(weight = 1): void {
    if (!isWeight(weight)) throw new WeightError("release", weight);
    if (weight > this.#held) throw new ReleasedMoreThanHeldError();
    this.#held -= weight;
    this.#serve();
  }

  describe(): string {
    return `semaphore ${this.#id} (${this.#held} of ${this.size} held)`;
  }

  // Serves those at the front that fit; the first that does not keeps all behind it waiting.
  #serve(): void {
    for (let w = this.#waiters.first; w !== null; w = this.#waiters.first) {
      const { weight } = w.value as Permit;
      if (weight > this.size - this.#held) return;
      this.#held += weight;
      this.#waiters.shift();
      ready(w);
    }
  }

  #queueFor(weight: number): WaitQueue {
    return weight > this.size ? this.#hopeless : this.#waiters;
  }

  #permit(weight: number): Permit {
    return weight === 1 ? this.#unit : new Permit(this, weight);
  }
}

function isWeight(weight: number): boolean {
  return Number.isSafeInteger(weight) && weight >= 0;
}

/**
 * `await sem.acquire(weight)` for generator goroutines: `using permit = yield* acquire(sem, 2)`.
 *
 * @param cancel breaks the wait off: the signal's reason is thrown, nothing is held, and those behind
 * it go on where they can.
 * @throws {WeightError} where `weight` is no whole number >= 0.
 */
export function acquire(
  sem: Semaphore | ForeignSemaphore,
  weight = 1,
  cancel?: Cancel,
): Operation<Permit> {
  if (!isWeight(weight)) throw new WeightError("acquire", weight);
  if (sem instanceof Semaphore) return acquiring(sem, weight, cancel);
  return sem[ACQUIRING](weight, cancel);
}
