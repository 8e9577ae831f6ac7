/** How many workers there are to be, and the end of all of them: Go's runtime.GOMAXPROCS and NumCPU. */

import { isMainThread } from "../runtime/birth.ts";
import { cores } from "../workers/index.ts";
import { OnMainThreadOnlyError, ProcessorsError } from "./errors.ts";
import { thePool } from "./pool.ts";

/**
 * Has at most `n` workers run parallel goroutines from now on, and returns how many it was before; at first
 * NumCPU(). With an `n` below 1 it only returns the number. Workers are started when there is work for
 * them; those that are too many end as they have nothing to do.
 *
 * @throws {ProcessorsError} where `n` is no whole number.
 * @throws {OnMainThreadOnlyError} on a worker.
 */
export function GOMAXPROCS(n: number): number {
  if (!Number.isSafeInteger(n)) throw new ProcessorsError(n);
  if (!isMainThread) throw new OnMainThreadOnlyError("GOMAXPROCS");
  const pool = thePool();
  const before = pool.processors;
  if (n >= 1) pool.processors = n;
  return before;
}

/** The number of cores that this process may use. */
export function NumCPU(): number {
  return cores();
}

/**
 * Ends all workers, and resolves when they have ended. What still runs on them, or waits for them, fails by a
 * ShutdownError: so wait for it first. A parallel goroutine that is started later starts workers anew. A
 * program need not call it: workers do not keep a process alive.
 *
 * @throws {OnMainThreadOnlyError} (as a rejection) on a worker.
 */
export async function shutdown(): Promise<void> {
  if (!isMainThread) throw new OnMainThreadOnlyError("shutdown");
  await thePool().shutdown();
}
