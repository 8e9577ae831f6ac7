/**
 * Python's `threading.Lock` between threads; its steps are in workers/sync/mutex.ts.
 *
 * Invariants:
 * - While it is unlocked, nobody waits for it.
 * - A release hands it to who has waited longest, on whatever thread: it stays locked, and nobody can come between.
 * - It has no owner: any thread may release it. For the one case that a thread dies it belongs to the thread that
 *   has acquired it.
 */

import { WaitQueue } from "../../runtime/waiter.ts";
import {
  DONE,
  Entrance,
  KIND,
  Leaving,
  mutex,
  registerShared,
  type Site,
  siteOf,
} from "../../workers/index.ts";
import { RuntimeError } from "../errors.ts";
import { Held } from "../held.ts";
import { checkLockTimeout } from "../timeout.ts";
import { SharedLockable } from "./shared-lockable.ts";
import { within, withinSync } from "./timed.ts";

const plan = { kind: KIND.lock, words: mutex.MUTEX_WORDS };
const late = () => false as const;

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
  readonly #held: Held = new Held(this);
  readonly #acquiring: Entrance<Held | false>;
  readonly #releasing: Leaving;
  readonly #thread: number;

  /**
   * @param at for this package: where it stands, if it has been made.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(at?: Site) {
    super(at, plan);
    const { agent, address } = siteOf(this);
    this.#thread = agent.thread.owner;
    this.#acquiring = new Entrance<Held | false>(agent, address, {
      step: mutex.lockMutex,
      queue: new WaitQueue("Lock.acquire", this),
      conclude: () => this.#held,
    });
    this.#releasing = new Leaving(agent, address, mutex.unlockMutex);
  }

  /** Acquires the lock; waits while another has it. */
  override acquire(): Promise<Held>;
  /**
   * Acquires the lock if that is possible within `timeoutMs` milliseconds; answers false where it was not. Without
   * a number it waits for ever.
   *
   * @throws {ValueError} (as a rejection) where `timeoutMs` is negative or NaN.
   */
  override acquire(timeoutMs: number | undefined): Promise<Held | false>;
  override async acquire(timeoutMs?: number): Promise<Held | false> {
    if (timeoutMs !== undefined) checkLockTimeout(timeoutMs);
    return within(this.#acquiring, timeoutMs, late, this.#thread);
  }

  /**
   * As `acquire`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block; {ValueError} where `timeoutMs` is negative or NaN.
   */
  override acquireSync(): Held;
  override acquireSync(timeoutMs: number | undefined): Held | false;
  override acquireSync(timeoutMs?: number): Held | false {
    if (timeoutMs !== undefined) checkLockTimeout(timeoutMs);
    return withinSync("acquireSync", this.#acquiring, timeoutMs, late, this.#thread);
  }

  /** Acquires the lock if nobody has it; else answers false, at once. */
  override tryAcquire(): Held | false {
    return this.#acquiring.tryNow(late, this.#thread);
  }

  /**
   * Releases the lock: who has waited longest has it then.
   *
   * @throws {RuntimeError} where it is unlocked.
   */
  override release(): void {
    if (this.#releasing.take() !== DONE) throw new RuntimeError("release unlocked lock");
  }

  /** Whether someone has it. */
  override locked(): boolean {
    return this.#word(mutex.OWNER) !== 0;
  }

  /**
   * True from when a thread has died that had it until the next release: so for whoever has got it then, and what it
   * guards may be half changed. (In Python the lock of a process that has died stays locked.)
   */
  override get ownerDied(): boolean {
    return this.#word(mutex.DIED) === 1;
  }

  #word(offset: number): number {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + offset);
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
