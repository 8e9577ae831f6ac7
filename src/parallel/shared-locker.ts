/**
 * What can be locked by goroutines of all threads: Go's sync.Locker.
 *
 * Invariant: a lock is handed over, in FIFO order over all threads: who unlocks gives it to whoever has waited
 * longest, and nobody comes between.
 */

import type { Cancel } from "../runtime/cancel.ts";
import type { ForeignLocker } from "../sync/foreign.ts";
import type { Guard } from "../sync/guard.ts";

/** A SharedMutex, a SharedRWMutex (for writing), or what its `rLocker()` gives. */
export interface SharedLocker extends ForeignLocker {
  /** Locks if that is possible without waiting, and says whether it was. */
  tryLock(): boolean;
  /** Locks, and waits until it can. */
  lock(cancel?: Cancel): Promise<Guard>;
  /** Locks, and blocks the thread until it can. */
  lockSync(): Guard;
  /** Unlocks, and hands over to whoever has waited longest. */
  unlock(): void;
  /** What reports call it. */
  describe(): string;
}
