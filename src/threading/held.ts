/**
 * What an acquire answers: something that is true, as in Python, and that gives back what was acquired
 * at the end of its block: `using _ = await lock.acquire()` stands for `with lock:`.
 */

/** What was acquired. Disposing of it releases it, once for each acquire. */
export class Held implements Disposable {
  readonly #of: { release(): void };

  constructor(of: { release(): void }) {
    this.#of = of;
  }

  /** Releases it. `using` calls this at the end of the block. */
  [Symbol.dispose](): void {
    this.#of.release();
  }
}
