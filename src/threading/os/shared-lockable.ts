/**
 * What SharedLock and SharedRLock have in common: what a SharedCondition can be built on. Beyond acquire and
 * release a condition needs what CPython's asks its lock for as `_is_owned`, `_release_save` and
 * `_acquire_restore`; these are no part of what a lock shows its users.
 */

import { SharedObject } from "../../workers/index.ts";
import type { Held } from "../held.ts";

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

  /** Acquires the lock; waits while another has it. */
  abstract acquire(): Promise<Held>;
  /** Acquires the lock if that is possible within `timeoutMs` milliseconds; else answers false. */
  abstract acquire(timeoutMs: number | undefined): Promise<Held | false>;
  /** As `acquire`, but blocks the thread. */
  abstract acquireSync(): Held;
  abstract acquireSync(timeoutMs: number | undefined): Held | false;
  /** Acquires the lock if that is possible at once; else answers false. */
  abstract tryAcquire(): Held | false;
  /** Undoes one acquire. */
  abstract release(): void;
  /** Whether someone has it. */
  abstract locked(): boolean;
  /** Whether a thread has died that had it, and it has not been released since. */
  abstract get ownerDied(): boolean;
  abstract override toString(): string;

  protected abstract isOwned(): boolean;
  protected abstract releaseSave(): number;
  protected abstract acquireRestore(depth: number): Promise<void>;
  protected abstract acquireRestoreSync(depth: number): void;
}
