/**
 * Python's `threading.Lock` between threads; its steps are in workers/sync/mutex.ts.
 *
 * Invariants:
 * - While it is unlocked, nobody waits for it.
 * - A release hands it to who has waited longest, on whatever thread: it stays locked, and nobody can come between.
 * - It has no owner: any thread may release it. For the one case that a thread dies it belongs to the thread that
 *   has acquired it.
 */

import { DONE, KIND, mutex, registerShared, type Site, siteOf } from "../../workers/index.ts";
import { RuntimeError } from "../errors.ts";
import { SharedLockable } from "./shared-lockable.ts";

const plan = { kind: KIND.lock, words: mutex.MUTEX_WORDS };
const steps = {
  acquire: mutex.lockMutex,
  release: mutex.unlockMutex,
  depth: 0,
  reason: "Lock.acquire",
} as const;

/**
 * A lock that one thread at a time can hold, and any can release. It goes to other threads as an argument of an
 * OsThread, or through a SharedQueue.
 *
 * | Python | here, in a thread that blocks | here, async |
 * |---|---|---|
 * | `with lock:` | `using _ = lock.acquireSync();` | `using _ = await lock.acquire();` |
 * | `lock.acquire(timeout=0.5)` | `lock.acquireSync(500)` | `await lock.acquire(500)` |
 * | `lock.acquire(blocking=False)` | `lock.tryAcquire()` | `lock.tryAcquire()` |
 */
export class SharedLock extends SharedLockable {
  /**
   * @param at for this package: where it stands, if it has been made.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(at?: Site) {
    super(at, plan, steps);
  }

  /**
   * Releases the lock: who has waited longest has it then.
   *
   * @throws {RuntimeError} where it is unlocked.
   */
  override release(): void {
    if (this.releasing.take() !== DONE) throw new RuntimeError("release unlocked lock");
  }

  /** Whether someone has it. */
  override locked(): boolean {
    return this.word(mutex.OWNER) !== 0;
  }

  /**
   * True from when a thread has died that had it until the next release: so for whoever has got it then, and what it
   * guards may be half changed. (In Python the lock of a process that has died stays locked.)
   */
  override get ownerDied(): boolean {
    return this.word(mutex.DIED) === 1;
  }

  override toString(): string {
    return `<${this.locked() ? "locked" : "unlocked"} SharedLock>`;
  }

  override describe(): string {
    return `shared lock ${siteOf(this).address}`;
  }

  // A lock without an owner belongs to whoever calls, as CPython's Condition has it.
  protected override isOwned(): boolean {
    return this.locked();
  }

  protected override releaseSave(): number {
    this.release();
    return 1;
  }

  protected override async acquireRestore(): Promise<void> {
    await this.acquire();
  }

  protected override acquireRestoreSync(): void {
    this.acquireSync();
  }
}

registerShared(plan, (at) => new SharedLock(at));
