/**
 * Go's sync.Mutex between threads; its steps are in workers/sync/mutex.ts.
 *
 * Invariants:
 * - Those that wait do so while it is locked; it is locked throughout a handover.
 * - It belongs to no goroutine: one may lock it and another unlock it, on whatever thread, as in Go. For the one
 *   case that a thread dies it belongs to the thread that has locked it.
 */

import type { Cancel } from "../runtime/cancel.ts";
import type { Operation } from "../runtime/operation.ts";
import { WaitQueue } from "../runtime/waiter.ts";
import { UnlockOfUnlockedMutexError } from "../sync/errors.ts";
import { LOCKING } from "../sync/foreign.ts";
import { Guard } from "../sync/guard.ts";
import {
  DONE,
  Entrance,
  KIND,
  Leaving,
  mutex,
  registerShared,
  SharedObject,
  type Site,
  siteOf,
} from "../workers/index.ts";
import type { SharedLocker } from "./shared-locker.ts";

const plan = { kind: KIND.mutex, words: mutex.MUTEX_WORDS };

/**
 * A mutual exclusion lock for goroutines of all threads. It travels to them as an argument, or through a shared
 * channel. It is fair: those that wait get it in the order they came, from whatever thread.
 */
export class SharedMutex extends SharedObject implements SharedLocker {
  readonly #guard: Guard = new Guard(this);
  readonly #locking: Entrance<Guard>;
  readonly #unlocking: Leaving;
  readonly #thread: number;

  /**
   * @param at for this package: where it stands, if it has been made.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(at?: Site) {
    super(at, plan);
    const { agent, address } = siteOf(this);
    this.#thread = agent.thread.owner;
    this.#locking = new Entrance(agent, address, {
      step: mutex.lockMutex,
      queue: new WaitQueue("sync.Mutex.Lock", this),
      conclude: () => this.#guard,
    });
    this.#unlocking = new Leaving(agent, address, mutex.unlockMutex);
  }

  /** Locks if that is possible without waiting, and says whether it was. */
  tryLock(): boolean {
    return this.#locking.attempt(this.#thread) === DONE;
  }

  /**
   * Locks, and waits until it can. The guard unlocks when it is disposed of
   * (`using guard = await mutex.lock()`); else call `unlock`. In a generator goroutine: `yield* lock(mutex)` of
   * `goroutine-kit/gen`.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and it is not locked.
   */
  lock(cancel?: Cancel): Promise<Guard> {
    return this.#locking.enter(this.#thread, 0, cancel);
  }

  /**
   * Locks, and blocks the thread until it can. Where a goroutine of the same thread has it, nobody can unlock it:
   * so it is for threads whose goroutines all block.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  lockSync(): Guard {
    return this.#locking.block("lockSync", this.#thread);
  }

  /**
   * Unlocks, and hands over to whoever has waited longest. Any goroutine of any thread may do so.
   *
   * @throws {UnlockOfUnlockedMutexError} where it is not locked.
   */
  unlock(): void {
    if (this.#unlocking.take() !== DONE) throw new UnlockOfUnlockedMutexError();
  }

  /**
   * True from when a thread has died that had locked it until the next unlock: so for whoever has got it then, and
   * what it guards may be half changed. (POSIX's robust mutexes tell by EOWNERDEAD.)
   */
  get ownerDied(): boolean {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + mutex.DIED) === 1;
  }

  describe(): string {
    return `shared mutex ${siteOf(this).address}`;
  }

  [LOCKING](cancel?: Cancel): Operation<Guard> {
    return this.#locking.operation(this.#thread, 0, cancel);
  }
}

registerShared(plan, (at) => new SharedMutex(at));
