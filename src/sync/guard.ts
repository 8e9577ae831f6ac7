/**
 * What locking and acquiring give: something to be disposed of at the end of the block, in Go's place of `defer`.
 */

/** Unlocks when it is disposed of: `using guard = await mutex.lock()` is Go's `defer mu.Unlock()`. */
export class Guard implements Disposable {
  readonly #locker: { unlock(): void };

  constructor(locker: { unlock(): void }) {
    this.#locker = locker;
  }

  [Symbol.dispose](): void {
    this.#locker.unlock();
  }
}

/** What was acquired; releases it when it is disposed of: `using permit = await sem.acquire(2)`. */
export class Permit implements Disposable {
  /** How much of the semaphore it holds. */
  readonly weight: number;
  readonly #semaphore: { release(weight: number): void };

  constructor(semaphore: { release(weight: number): void }, weight: number) {
    this.#semaphore = semaphore;
    this.weight = weight;
  }

  [Symbol.dispose](): void {
    this.#semaphore.release(this.weight);
  }
}
