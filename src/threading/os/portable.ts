/**
 * Functions that an OsThread or a ProcessPoolExecutor can run: as Python's multiprocessing runs what another process
 * can import, and nothing else.
 *
 * Invariant: a module marks the same functions in the same order on every thread: while it is evaluated, and under
 * no condition that differs from thread to thread.
 */

import type { CheckedWith } from "../../workers/crossable.ts";
import { declare } from "../../workers/index.ts";

/**
 * Marks a function of a module as one that other threads can run, and answers it as it is:
 *
 * ```ts
 * export const work = portable(import.meta.url, (lock: SharedLock) => { using _ = lock.acquireSync(); });
 * ```
 *
 * A new thread imports the module anew to find the function. So `portable` is called while the module is
 * evaluated, and what else the module does happens on every thread too: what the program does belongs into
 * `main(...)`, as in Python it belongs behind `if __name__ == "__main__":`. Its variables are the thread's own.
 *
 * @param module `import.meta.url`.
 * @param fn an async function or a plain one. What it takes and returns must be able to cross: what structured
 * clone copies, and what threads share: what the types of its parameters show to be unable does not compile.
 * @throws {ModuleUrlError} where `module` is no URL.
 */
export function portable<A extends unknown[], R>(
  module: string,
  fn: ((...args: A) => R) & CheckedWith<never, A, undefined>,
): (...args: A) => R {
  declare(module, fn);
  return fn;
}
