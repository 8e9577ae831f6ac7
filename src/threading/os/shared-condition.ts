/**
 * Python's `threading.Condition` between threads; its steps are in workers/sync/condition.ts.
 *
 * Invariants:
 * - Who waits stands in the queue before it releases the lock: no notify after that is lost.
 * - No wake-up is spurious: a notify ends the waits that it finds, and nothing else does but a time-out.
 * - It refers to its lock, and comes to other threads together with it.
 */

import { now } from "../../runtime/clock.ts";
import { WaitQueue } from "../../runtime/waiter.ts";
import {
  checkMayBlock,
  condition,
  Entrance,
  KIND,
  Leaving,
  registerShared,
  SharedObject,
  Site,
  siteOf,
} from "../../workers/index.ts";
import { RuntimeError } from "../errors.ts";
import type { Held } from "../held.ts";
import { endless } from "../timeout.ts";
import { SharedLock } from "./shared-lock.ts";
import {
  acquireRestore,
  acquireRestoreSync,
  isOwned,
  releaseSave,
  type SharedLockable,
} from "./shared-lockable.ts";

/** The address of the lock. */
const LOCK = condition.CONDITION_WORDS;

const plan = { kind: KIND.condition, words: LOCK + 1 };
const late = () => false;

/** A condition variable: threads that have its lock wait until another notifies them. */
export class SharedCondition extends SharedObject {
  readonly #lock: SharedLockable;
  readonly #waiting: Entrance<boolean>;
  readonly #notifying: Leaving;

  /**
   * @param lock the lock that guards what is waited for, which may be shared by several conditions; by default a
   * SharedLock of its own. (Python's default is an RLock: `new SharedCondition(new SharedRLock())`.)
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(lock: SharedLockable | Site = new SharedLock()) {
    super(lock instanceof Site ? lock : undefined, {
      ...plan,
      init: (words, at) => {
        words[at + LOCK] = siteOf(lock as SharedLockable).address;
      },
    });
    const { agent, address } = siteOf(this);
    const of = agent.heap.words[address + LOCK] as number;
    agent.handles.refer(of); // for this condition where it was made, else for the handle that comes
    this.#lock = lock instanceof Site ? (agent.handles.arrive(of) as SharedLockable) : lock;
    this.#waiting = new Entrance<boolean>(agent, address, {
      step: condition.waitForNotify,
      queue: new WaitQueue("Condition.wait", this),
      conclude: () => true,
    });
    this.#notifying = new Leaving(agent, address, condition.notify);
  }

  /** Acquires the lock; waits while another has it. `using _ = await condition.acquire();` */
  acquire(): Promise<Held>;
  /**
   * Acquires the lock if that is possible within `timeoutMs` milliseconds; answers false where it was not.
   *
   * @throws {ValueError} (as a rejection) where `timeoutMs` is negative or NaN.
   */
  acquire(timeoutMs: number | undefined): Promise<Held | false>;
  acquire(timeoutMs?: number): Promise<Held | false> {
    return this.#lock.acquire(timeoutMs);
  }

  /** As `acquire`, but blocks the thread. */
  acquireSync(): Held;
  acquireSync(timeoutMs: number | undefined): Held | false;
  acquireSync(timeoutMs?: number): Held | false {
    return this.#lock.acquireSync(timeoutMs);
  }

  /** Acquires the lock if that is possible at once; else answers false. */
  tryAcquire(): Held | false {
    return this.#lock.tryAcquire();
  }

  /**
   * Releases the lock.
   *
   * @throws {RuntimeError} where it is not acquired.
   */
  release(): void {
    this.#lock.release();
  }

  /** Whether someone has the lock. */
  locked(): boolean {
    return this.#lock.locked();
  }

  /**
   * Releases the lock, waits to be notified, for `timeoutMs` milliseconds at most, and acquires the lock again,
   * however long that takes. Answers whether it was notified.
   *
   * @throws {RuntimeError} (as a rejection) where the lock is not acquired.
   */
  async wait(timeoutMs?: number): Promise<boolean> {
    const { ticket, depth } = this.#stand();
    const notified = await (endless(timeoutMs)
      ? this.#waiting.wait(ticket)
      : this.#waiting.waitWithin(ticket, atLeast0(timeoutMs), late));
    await acquireRestore(this.#lock, depth);
    return notified;
  }

  /**
   * As `wait`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block; {RuntimeError} where the lock is not acquired.
   */
  waitSync(timeoutMs?: number): boolean {
    checkMayBlock("waitSync");
    const { ticket, depth } = this.#stand();
    const notified = endless(timeoutMs)
      ? this.#waiting.waitBlocking(ticket)
      : this.#waiting.waitBlockingWithin(ticket, atLeast0(timeoutMs), late);
    acquireRestoreSync(this.#lock, depth);
    return notified;
  }

  // Stands in the queue, and releases the lock.
  #stand(): { readonly ticket: number; readonly depth: number } {
    if (!isOwned(this.#lock)) throw new RuntimeError("cannot wait on un-acquired lock");
    const ticket = this.#waiting.begin(0);
    try {
      return { ticket, depth: releaseSave(this.#lock) };
    } catch (error) {
      this.#waiting.leave(ticket);
      throw error;
    }
  }

  /**
   * Waits until `predicate` answers something true, for `timeoutMs` milliseconds at most; answers what it answered
   * last. It is called with the lock held, first at once.
   *
   * @throws {RuntimeError} (as a rejection) where the lock is not acquired and `predicate` is not true.
   */
  async waitFor<T>(predicate: () => T, timeoutMs: number = Number.POSITIVE_INFINITY): Promise<T> {
    const endMs = now() + timeoutMs;
    let result = predicate();
    for (let leftMs = timeoutMs; !result; leftMs = endMs - now()) {
      await this.wait(leftMs);
      result = predicate();
      if (endMs - now() <= 0) break;
    }
    return result;
  }

  /** As `waitFor`, but blocks the thread. */
  waitForSync<T>(predicate: () => T, timeoutMs: number = Number.POSITIVE_INFINITY): T {
    const endMs = now() + timeoutMs;
    let result = predicate();
    for (let leftMs = timeoutMs; !result; leftMs = endMs - now()) {
      this.waitSync(leftMs);
      result = predicate();
      if (endMs - now() <= 0) break;
    }
    return result;
  }

  /**
   * Ends the waits of the `n` that have waited longest, or of all if there are fewer. They go on, one after another,
   * once the caller has released the lock.
   *
   * @throws {RuntimeError} where the lock is not acquired.
   */
  notify(n = 1): void {
    if (!isOwned(this.#lock)) throw new RuntimeError("cannot notify on un-acquired lock");
    this.#notifying.take(0, Math.min(n, condition.ALL));
  }

  /**
   * Ends the waits of all.
   *
   * @throws {RuntimeError} where the lock is not acquired.
   */
  notifyAll(): void {
    this.notify(condition.ALL);
  }

  override toString(): string {
    return `<SharedCondition(${this.#lock.toString()})>`;
  }

  override describe(): string {
    return `shared condition ${siteOf(this).address}`;
  }
}

function atLeast0(timeoutMs: number): number {
  return timeoutMs > 0 ? timeoutMs : 0;
}

registerShared(
  plan,
  (at) => new SharedCondition(at),
  (agent, address) => agent.handles.drop(agent.heap.words[address + LOCK] as number),
);
