/**
 * Go's sync.RWMutex between threads; its steps are in workers/sync/rw-mutex.ts.
 *
 * Invariants, as Go's contract has them:
 * - A writer that waits holds back new readers, so readers cannot starve writers.
 * - A writer that unlocks lets in all readers that wait, before the next writer, so writers cannot starve
 *   readers.
 */

import type { Cancel } from "../runtime/cancel.ts";
import type { Operation } from "../runtime/operation.ts";
import { type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { RUnlockOfUnlockedRWMutexError, UnlockOfUnlockedRWMutexError } from "../sync/errors.ts";
import { type ForeignRWLocker, LOCKING, READ_LOCKING } from "../sync/foreign.ts";
import { Guard } from "../sync/guard.ts";
import {
  DONE,
  Entrance,
  freeHoldings,
  joinHoldings,
  KIND,
  Leaving,
  registerShared,
  rwMutex,
  SharedObject,
  type Site,
  siteOf,
} from "../workers/index.ts";
import type { SharedLocker } from "./shared-locker.ts";

const plan = { kind: KIND.rwMutex, words: rwMutex.RW_MUTEX_WORDS };

/** A lock for many readers or one writer, of all threads. As a locker it locks for writing. */
export class SharedRWMutex extends SharedObject implements SharedLocker, ForeignRWLocker {
  readonly #guard: Guard = new Guard(this);
  readonly #writing: Entrance<Guard>;
  readonly #unlocking: Leaving;
  readonly #readSide: ReadSide;
  readonly #thread: number;

  /**
   * @param at for this package: where it stands, if it has been made.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(at?: Site) {
    super(at, plan);
    const site = siteOf(this);
    const { agent, address } = site;
    this.#thread = agent.thread.owner;
    this.#writing = new Entrance(agent, address, {
      step: rwMutex.lockForWriting,
      abandoned: rwMutex.writerAbandoned,
      queue: new WaitQueue("sync.RWMutex.Lock", this),
      conclude: () => this.#guard,
    });
    this.#unlocking = new Leaving(agent, address, rwMutex.unlockWriter);
    this.#readSide = new ReadSide(site, this);
  }

  /** Locks for writing if that is possible without waiting, and says whether it was. */
  tryLock(): boolean {
    return this.#writing.attempt(this.#thread) === DONE;
  }

  /**
   * Locks for writing, and waits until it can. The guard unlocks when it is disposed of
   * (`using guard = await rw.lock()`); else call `unlock`. In a generator goroutine: `yield* lock(rw)` of
   * `goroutine-kit/gen`.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, it is not locked, and
   * readers that it held back go on.
   */
  lock(cancel?: Cancel): Promise<Guard> {
    return this.#writing.enter(this.#thread, 0, cancel);
  }

  /**
   * Locks for writing, and blocks the thread until it can.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  lockSync(): Guard {
    return this.#writing.block("lockSync", this.#thread);
  }

  /**
   * Unlocks what was locked for writing: all readers that wait go on or, where there are none, the writer that has
   * waited longest.
   *
   * @throws {UnlockOfUnlockedRWMutexError} where it is not locked for writing.
   */
  unlock(): void {
    if (this.#unlocking.take() !== DONE) throw new UnlockOfUnlockedRWMutexError();
  }

  /** Locks for reading if that is possible without waiting, and says whether it was. */
  tryRLock(): boolean {
    return this.#readSide.tryLock();
  }

  /**
   * Locks for reading, and waits until it can: while there is a writer, at work or waiting. The guard unlocks when
   * it is disposed of (`using guard = await rw.rLock()`); else call `rUnlock`. In a generator goroutine:
   * `yield* rLock(rw)` of `goroutine-kit/gen`.
   *
   * A goroutine that holds it for reading must not lock it for reading again where a writer may come between: the
   * two would wait for each other, as in Go.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and it is not locked.
   */
  rLock(cancel?: Cancel): Promise<Guard> {
    return this.#readSide.lock(cancel);
  }

  /**
   * Locks for reading, and blocks the thread until it can.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  rLockSync(): Guard {
    return this.#readSide.lockSync();
  }

  /**
   * Undoes one `rLock`; the last reader hands over to the writer that has waited longest.
   *
   * @throws {RUnlockOfUnlockedRWMutexError} where it is not locked for reading.
   */
  rUnlock(): void {
    this.#readSide.unlock();
  }

  /** Go's RLocker: a locker whose `lock` and `unlock` are `rLock` and `rUnlock`. */
  rLocker(): SharedLocker {
    return this.#readSide;
  }

  /**
   * True from when a thread has died that had locked it for writing until the next `unlock`: what it guards may be
   * half changed.
   */
  get ownerDied(): boolean {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + rwMutex.DIED) === 1;
  }

  describe(): string {
    const { agent, address } = siteOf(this);
    const { words } = agent.heap;
    const writes = Atomics.load(words, address + rwMutex.WRITER) !== 0;
    const readers = Atomics.load(words, address + rwMutex.READERS);
    return `shared rwmutex ${address} (${writes ? "writing" : `${readers} reading`})`;
  }

  [LOCKING](cancel?: Cancel): Operation<Guard> {
    return this.#writing.operation(this.#thread, 0, cancel);
  }

  [READ_LOCKING](cancel?: Cancel): Operation<Guard> {
    return this.#readSide[LOCKING](cancel);
  }
}

/** The locker of a SharedRWMutex's readers. */
export class ReadSide implements SharedLocker, WaitedOn {
  readonly rw: SharedRWMutex;
  readonly #guard: Guard = new Guard(this);
  readonly #reading: Entrance<Guard>;
  readonly #unlocking: Leaving;
  readonly #holding: number;

  constructor({ agent, address }: Site, rw: SharedRWMutex) {
    this.rw = rw;
    this.#holding = joinHoldings(agent, address, rwMutex.HOLDINGS);
    this.#reading = new Entrance(agent, address, {
      step: rwMutex.lockForReading,
      queue: new WaitQueue("sync.RWMutex.RLock", this),
      conclude: () => this.#guard,
    });
    this.#unlocking = new Leaving(agent, address, rwMutex.unlockReader);
  }

  tryLock(): boolean {
    return this.#reading.attempt(this.#holding) === DONE;
  }

  lock(cancel?: Cancel): Promise<Guard> {
    return this.#reading.enter(this.#holding, 0, cancel);
  }

  lockSync(): Guard {
    return this.#reading.block("rLockSync", this.#holding);
  }

  unlock(): void {
    if (this.#unlocking.take(this.#holding) !== DONE) throw new RUnlockOfUnlockedRWMutexError();
  }

  describe(): string {
    return this.rw.describe();
  }

  [LOCKING](cancel?: Cancel): Operation<Guard> {
    return this.#reading.operation(this.#holding, 0, cancel);
  }
}

registerShared(
  plan,
  (at) => new SharedRWMutex(at),
  (agent, address) => freeHoldings(agent, address, rwMutex.HOLDINGS),
);
