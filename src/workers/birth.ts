/**
 * What a worker thread of this package brings from the thread that started it.
 *
 * Invariants:
 * - It stands under a registered symbol of the global object before any module of this package is
 *   evaluated in the worker: so it is the same for every module there, wherever a bundler has put them.
 * - The thread of the program itself has none, even where that is a worker of somebody else.
 */

const KEY: unique symbol = Symbol.for("goroutine-kit/birth") as never;

export interface Birth {
  /** The shared memory of the process. */
  readonly memory: SharedArrayBuffer;
}

/** What this thread was started with; undefined on the thread of the program itself. */
export function birth(): Birth | undefined {
  return (globalThis as { [KEY]?: Birth })[KEY];
}
