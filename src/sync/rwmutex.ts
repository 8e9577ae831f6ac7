/**
 * Go's sync.RWMutex: any number of readers, or one writer.
 *
 * Invariants, as Go's contract has them:
 * - A writer that waits holds back new readers, so readers cannot starve writers.
 * - A writer that unlocks lets in all readers that wait, before the next writer, so writers cannot starve
 *   readers: a reader waits for one writer at most, once the readers before it are done.
 * - Readers wait only while there is a writer, at work or waiting: when the last such writer goes away,
 *   cancelled or done, they go on.
 * - Writers wait only while there is a writer or a reader at work.
 */

import type { Cancel } from "../runtime/cancel.ts";
import type { Operation } from "../runtime/operation.ts";
import { ready } from "../runtime/scheduler.ts";
import { nextWaitedOnId, type Waiter } from "../runtime/waiter.ts";
import {
  NotALockerError,
  RUnlockOfUnlockedRWMutexError,
  UnlockOfUnlockedRWMutexError,
} from "./errors.ts";
import { type ForeignRWLocker, offers, READ_LOCKING } from "./foreign.ts";
import type { Guard } from "./guard.ts";
import { Locker, lock } from "./locker.ts";

/** A lock for many readers or one writer. As a Locker it locks for writing. */
export class RWMutex extends Locker {
  readonly #id = nextWaitedOnId();
  readonly #readSide: ReadSide = new ReadSide(this);
  #writing = false;
  #readers = 0;

  constructor() {
    super("sync.RWMutex.Lock");
  }

  /** Locks for writing if that is possible without waiting, and says whether it was. */
  tryLock(): boolean {
    if (this.#writing || this.#readers > 0) return false;
    this.#writing = true;
    return true;
  }

  /**
   * Unlocks what was locked for writing: all readers that wait go on or, where there are none, the writer
   * that has waited longest.
   *
   * @throws {UnlockOfUnlockedRWMutexError} where it is not locked for writing.
   */
  unlock(): void {
    if (!this.#writing) throw new UnlockOfUnlockedRWMutexError();
    this.#writing = false;
    this.#admitReaders();
    if (this.#readers === 0) this.#admitWriter();
  }

  /** Locks for reading if that is possible without waiting, and says whether it was. */
  tryRLock(): boolean {
    if (this.#holdsBackReaders()) return false;
    this.#readers++;
    return true;
  }

  /**
   * Locks for reading, and waits until it can: while there is a writer, at work or waiting. The guard
   * unlocks when it is disposed of (`using guard = await rw.rLock()`); else call `rUnlock`. In a
   * generator goroutine: `yield* rLock(rw)` of `goroutine-kit/gen`.
   *
   * A goroutine that holds it for reading must not lock it for reading again where a writer may come
   * between: the two would wait for each other, as in Go.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and it is not
   * locked.
   */
  rLock(cancel?: Cancel): Promise<Guard> {
    return this.#readSide.lock(cancel);
  }

  /**
   * Undoes one `rLock`; the last reader hands over to the writer that has waited longest.
   *
   * @throws {RUnlockOfUnlockedRWMutexError} where it is not locked for reading.
   */
  rUnlock(): void {
    if (this.#readers === 0) throw new RUnlockOfUnlockedRWMutexError();
    this.#readers--;
    if (this.#readers === 0) this.#admitWriter();
  }

  /** Go's RLocker: a Locker whose `lock` and `unlock` are `rLock` and `rUnlock`. */
  rLocker(): Locker {
    return this.#readSide;
  }

  describe(): string {
    return `rwmutex ${this.#id} (${this.#writing ? "writing" : `${this.#readers} reading`})`;
  }

  #holdsBackReaders(): boolean {
    return this.#writing || !this.waiters.empty;
  }

  // Nobody is at work.
  #admitWriter(): void {
    const writer = this.waiters.shift();
    if (writer === null) return;
    this.#writing = true;
    ready(writer);
  }

  #admitReaders(): void {
    for (let reader = this.#readSide.next(); reader !== null; reader = this.#readSide.next()) {
      this.#readers++;
      ready(reader);
    }
  }

  // The writer that readers were held back for may have been the last.
  protected override abandoned(): void {
    if (!this.#holdsBackReaders()) this.#admitReaders();
  }
}

/** The Locker of an RWMutex's readers, and where they wait. */
class ReadSide extends Locker {
  readonly #rw: RWMutex;

  constructor(rw: RWMutex) {
    super("sync.RWMutex.RLock");
    this.#rw = rw;
  }

  tryLock(): boolean {
    return this.#rw.tryRLock();
  }

  unlock(): void {
    this.#rw.rUnlock();
  }

  describe(): string {
    return this.#rw.describe();
  }

  /** Takes out the reader that has waited longest, or null. */
  next(): Waiter | null {
    return this.waiters.shift();
  }
}

/**
 * `await rw.rLock()` for generator goroutines: `using guard = yield* rLock(rw)`.
 *
 * @param cancel breaks the wait off: the signal's reason is thrown, and it is not locked.
 * @throws {NotALockerError} where `rw` is no RWMutex.
 */
export function rLock(rw: RWMutex | ForeignRWLocker, cancel?: Cancel): Operation<Guard> {
  if (!(rw instanceof RWMutex)) {
    if (offers(rw, READ_LOCKING)) return rw[READ_LOCKING](cancel);
    throw new NotALockerError("rLock", rw);
  }
  return lock(rw.rLocker(), cancel);
}
