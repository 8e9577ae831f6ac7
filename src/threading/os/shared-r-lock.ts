/**
 * Python's `threading.RLock` between threads; its steps are in workers/sync/r-lock.ts.
 *
 * Invariants:
 * - It has an owner exactly while its depth is above 0; only the owner may release it.
 * - The owner is a thread of the platform's. All that runs on it is that thread: its async functions, and the
 *   Threads of one thread, do not keep each other out.
 */

import { WaitQueue } from "../../runtime/waiter.ts";
import {
  DONE,
  Entrance,
  KIND,
  Leaving,
  registerShared,
  rLock,
  type Site,
  siteOf,
} from "../../workers/index.ts";
import { RuntimeError } from "../errors.ts";
import { Held } from "../held.ts";
import { checkLockTimeout } from "../timeout.ts";
import { SharedLockable } from "./shared-lockable.ts";
import { within, withinSync } from "./timed.ts";

const plan = { kind: KIND.rLock, words: rLock.R_LOCK_WORDS };
const late = () => false as const;

/** A lock that the thread which has it can acquire again, and must release as often as it acquired it. */
export class SharedRLock extends SharedLockable {
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
      step: rLock.acquireRLock,
      queue: new WaitQueue("RLock.acquire", this),
      conclude: () => this.#held,
    });
    this.#releasing = new Leaving(agent, address, rLock.releaseRLock);
  }

  /** Acquires the lock; waits while another thread has it. */
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
    return within(this.#acquiring, timeoutMs, late, this.#thread, 1);
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
    return withinSync("acquireSync", this.#acquiring, timeoutMs, late, this.#thread, 1);
  }

  /** Acquires the lock if no other thread has it; else answers false, at once. */
  override tryAcquire(): Held | false {
    return this.#acquiring.tryNow(late, this.#thread, 1);
  }

  /**
   * Undoes one acquire. The last one hands the lock to who has waited longest.
   *
   * @throws {RuntimeError} where the calling thread does not have it.
   */
  override release(): void {
    this.#release(1);
  }

  #release(depth: number): void {
    if (this.#releasing.take(this.#thread, depth) !== DONE) {
      throw new RuntimeError("cannot release un-acquired lock");
    }
  }

  /** Whether a thread has it. */
  override locked(): boolean {
    return this.#word(rLock.OWNER) !== 0;
  }

  /** As SharedLock's. */
  override get ownerDied(): boolean {
    return this.#word(rLock.DIED) === 1;
  }

  #word(offset: number): number {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + offset);
  }

  override toString(): string {
    const owner = this.#word(rLock.OWNER);
    const state = owner === 0 ? "unlocked" : "locked";
    return `<${state} SharedRLock owner=${owner === 0 ? "none" : owner} count=${this.#word(rLock.DEPTH)}>`;
  }

  override describe(): string {
    return `shared rlock ${siteOf(this).address}`;
  }

  protected override isOwned(): boolean {
    return this.#word(rLock.OWNER) === this.#thread;
  }

  protected override releaseSave(): number {
    const depth = this.#word(rLock.DEPTH);
    this.#release(depth);
    return depth;
  }

  protected override async acquireRestore(depth: number): Promise<void> {
    await this.#acquiring.enter(this.#thread, depth);
  }

  protected override acquireRestoreSync(depth: number): void {
    this.#acquiring.block("waitSync", this.#thread, depth);
  }
}

registerShared(plan, (at) => new SharedRLock(at));
