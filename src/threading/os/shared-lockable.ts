/**
 * What SharedLock and SharedRLock have in common: what a SharedCondition can be built on. Beyond acquire and
 * release a condition needs what CPython's asks its lock for as `_is_owned`, `_release_save` and
 * `_acquire_restore`; these are no part of what a lock shows its users.
 */

import { WaitQueue } from "../../runtime/waiter.ts";
import {
  Entrance,
  Leaving,
  type Plan,
  SharedObject,
  type Site,
  type Step,
  siteOf,
} from "../../workers/index.ts";
import { Held } from "../held.ts";
import { checkLockTimeout } from "../timeout.ts";
import { within, withinSync } from "./timed.ts";

/** The steps of a lock, and what differs in taking them. */
export interface LockSteps {
  readonly acquire: Step;
  readonly release: Step;
  /** What one acquire counts for. */
  readonly depth: 0 | 1;
  /** How reports name who waits. */
  readonly reason: string;
}

const late = () => false as const;

/** For SharedCondition: whether the caller may release `lock`. */
export let isOwned: (lock: SharedLockable) => boolean;
/** For SharedCondition: releases `lock` whole, however often it was acquired, and says how often. */
export let releaseSave: (lock: SharedLockable) => number;
/** For SharedCondition: acquires `lock` as often as it was. */
export let acquireRestore: (lock: SharedLockable, depth: number) => Promise<void>;
/** The same, blocking. */
export let acquireRestoreSync: (lock: SharedLockable, depth: number) => void;

/** A lock that a SharedCondition can be built on: a SharedLock or a SharedRLock. */
export abstract class SharedLockable extends SharedObject {
  static {
    isOwned = (lock) => lock.isOwned();
    releaseSave = (lock) => lock.releaseSave();
    acquireRestore = (lock, depth) => lock.acquireRestore(depth);
    acquireRestoreSync = (lock, depth) => lock.acquireRestoreSync(depth);
  }

  /** The way to it, for who acquires it. */
  protected readonly acquiring: Entrance<Held | false>;
  /** The way back. */
  protected readonly releasing: Leaving;
  /** The thread that this handle is on. */
  protected readonly thread: number;
  readonly #held: Held = new Held(this);
  readonly #depth: 0 | 1;

  constructor(at: Site | undefined, plan: Plan, steps: LockSteps) {
    super(at, plan);
    const { agent, address } = siteOf(this);
    this.thread = agent.thread.owner;
    this.#depth = steps.depth;
    this.acquiring = new Entrance<Held | false>(agent, address, {
      step: steps.acquire,
      queue: new WaitQueue(steps.reason, this),
      conclude: () => this.#held,
    });
    this.releasing = new Leaving(agent, address, steps.release);
  }

  /** Acquires the lock; waits while another has it. */
  acquire(): Promise<Held>;
  /**
   * Acquires the lock if that is possible within `timeoutMs` milliseconds; answers false where it was not. Without
   * a number it waits for ever.
   *
   * @throws {ValueError} (as a rejection) where `timeoutMs` is negative or NaN.
   */
  acquire(timeoutMs: number | undefined): Promise<Held | false>;
  async acquire(timeoutMs?: number): Promise<Held | false> {
    if (timeoutMs !== undefined) checkLockTimeout(timeoutMs);
    return within(this.acquiring, timeoutMs, late, this.thread, this.#depth);
  }

  /**
   * As `acquire`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block; {ValueError} where `timeoutMs` is negative or NaN.
   */
  acquireSync(): Held;
  acquireSync(timeoutMs: number | undefined): Held | false;
  acquireSync(timeoutMs?: number): Held | false {
    if (timeoutMs !== undefined) checkLockTimeout(timeoutMs);
    return withinSync("acquireSync", this.acquiring, timeoutMs, late, this.thread, this.#depth);
  }

  /** Acquires the lock if that is possible at once; else answers false. */
  tryAcquire(): Held | false {
    return this.acquiring.tryNow(late, this.thread, this.#depth);
  }

  /** Undoes one acquire. */
  abstract release(): void;
  /** Whether someone has it. */
  abstract locked(): boolean;
  /** Whether a thread has died that had it, and it has not been released since. */
  abstract get ownerDied(): boolean;
  abstract override toString(): string;

  /** One of its words in shared memory. */
  protected word(offset: number): number {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + offset);
  }

  protected abstract isOwned(): boolean;
  protected abstract releaseSave(): number;
  protected abstract acquireRestore(depth: number): Promise<void>;
  protected abstract acquireRestoreSync(depth: number): void;
}
