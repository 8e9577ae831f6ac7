/**
 * Whether this is the thread of the program, or one that this package has started.
 *
 * Invariants:
 * - What a worker thread is born with stands under a registered symbol of its global object before any
 *   module is evaluated there: so it is the same for every copy of this file, wherever a bundler has put it.
 * - The thread of the program has none, even where that is itself a worker of somebody else.
 */

/** The name of that symbol. */
export const BIRTH = "goroutine-kit/birth";

/** What this thread was born with; undefined on the thread of the program. */
export function bornWith(): unknown {
  return (globalThis as Record<symbol, unknown>)[Symbol.for(BIRTH)];
}

/**
 * Whether this is the thread of the program: false on worker threads of this package. These import the
 * modules whose functions they run, the program's own included, so what a module does besides declaring
 * belongs into `main(...)`, which is not called there, or behind this.
 */
export const isMainThread: boolean = bornWith() === undefined;
