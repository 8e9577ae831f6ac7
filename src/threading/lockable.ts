/**
 * What Lock and RLock have in common: what a Condition can be built on. Beyond acquire and release a
 * Condition needs what CPython's asks its lock for as `_is_owned`, `_release_save` and
 * `_acquire_restore`; these are no part of what a lock shows its users.
 */

import type { Waiter } from "../runtime/waiter.ts";
import type { Held } from "./held.ts";

/** For Condition: whether the caller may release `lock`. */
export let isOwned: (lock: Lockable) => boolean;
/** For Condition: releases `lock` whole, however often it was acquired, and says how often. */
export let releaseSave: (lock: Lockable) => number;
/**
 * For Condition: acquires `lock` as often as it was, for a waiter that stands in no queue, and lets the
 * waiter go on.
 */
export let acquireRestore: (lock: Lockable, w: Waiter, depth: number) => void;

/** A lock that a Condition can be built on: a Lock or an RLock. */
export abstract class Lockable {
  static {
    isOwned = (lock) => lock.isOwned();
    releaseSave = (lock) => lock.releaseSave();
    acquireRestore = (lock, w, depth) => lock.acquireRestore(w, depth);
  }

  /** Acquires the lock; waits while another has it. */
  abstract acquire(): Promise<Held>;
  /** Acquires the lock if that is possible within `timeoutMs` milliseconds; else answers false. */
  abstract acquire(timeoutMs: number | undefined): Promise<Held | false>;
  /** Acquires the lock if that is possible at once; else answers false. */
  abstract tryAcquire(): Held | false;
  /** Undoes one acquire. */
  abstract release(): void;
  /** Whether someone has it. */
  abstract locked(): boolean;
  /** As Python's `repr` shows it: what it is, and whether it is locked. */
  abstract toString(): string;

  protected abstract isOwned(): boolean;
  protected abstract releaseSave(): number;
  protected abstract acquireRestore(w: Waiter, depth: number): void;
}
