/**
 * The errors of sync, one class each, in Go's words where Go has them.
 *
 * Where Go panics or ends the program, these are thrown, before anything has changed; a method that
 * returns a promise rejects with them.
 */

import { describe } from "../runtime/goroutine.ts";

/** More `done` than `add`. */
export class NegativeCounterError extends RangeError {
  override readonly name = "NegativeCounterError";
  constructor() {
    super("sync: negative WaitGroup counter");
  }
}

/** `add` of something that is no whole number. */
export class DeltaError extends RangeError {
  override readonly name = "DeltaError";
  constructor(delta: unknown) {
    super(`sync: WaitGroup.add: ${describe(delta)} is not a whole number`);
  }
}

/** A WaitGroup was added to anew before those that had waited for it went on. */
export class WaitGroupReusedError extends Error {
  override readonly name = "WaitGroupReusedError";
  constructor() {
    super("sync: WaitGroup is reused before previous Wait has returned");
  }
}

/** `unlock` of a Mutex that is not locked. */
export class UnlockOfUnlockedMutexError extends Error {
  override readonly name = "UnlockOfUnlockedMutexError";
  constructor() {
    super("sync: unlock of unlocked mutex");
  }
}

/** `unlock` of an RWMutex that is not locked for writing. */
export class UnlockOfUnlockedRWMutexError extends Error {
  override readonly name = "UnlockOfUnlockedRWMutexError";
  constructor() {
    super("sync: Unlock of unlocked RWMutex");
  }
}

/** `rUnlock` of an RWMutex that is not locked for reading. */
export class RUnlockOfUnlockedRWMutexError extends Error {
  override readonly name = "RUnlockOfUnlockedRWMutexError";
  constructor() {
    super("sync: RUnlock of unlocked RWMutex");
  }
}

/** Something that is no Locker where one is needed. */
export class NotALockerError extends TypeError {
  override readonly name = "NotALockerError";
  constructor(word: string, value: unknown) {
    super(
      `${word}: ${describe(value)} is not a Locker: a Mutex, an RWMutex, or what its rLocker() gives`,
    );
  }
}

/** `wait` of something that cannot be waited for. */
export class NotWaitableError extends TypeError {
  override readonly name = "NotWaitableError";
  constructor(value: unknown) {
    super(`wait: ${describe(value)} is not a WaitGroup, a Cond, or an errgroup.Group`);
  }
}

/** `doOnce` of something that does nothing once. */
export class NotOnceError extends TypeError {
  override readonly name = "NotOnceError";
  constructor(value: unknown) {
    super(`doOnce: ${describe(value)} is not a Once or a singleflight.Group`);
  }
}

/** What `onceFunc`, `onceValue` or `onceValues` gave was called from within its own function. */
export class OnceWithinItselfError extends Error {
  override readonly name = "OnceWithinItselfError";
  constructor(name: string) {
    super(`sync: ${name} calls what it is to be called once by: it would wait for itself`);
  }
}

function rangeUpTo(most: number | undefined): string {
  return most === undefined ? ">= 0" : `from 0 to ${most}`;
}

/** A Semaphore's size that is no whole number >= 0. */
export class SemaphoreSizeError extends RangeError {
  override readonly name = "SemaphoreSizeError";
  constructor(size: unknown, most?: number) {
    super(`semaphore: size ${describe(size)} is not a whole number ${rangeUpTo(most)}`);
  }
}

/** A weight that is no whole number >= 0. */
export class WeightError extends RangeError {
  override readonly name = "WeightError";
  constructor(word: string, weight: unknown, most?: number) {
    super(
      `semaphore: ${word}: weight ${describe(weight)} is not a whole number ${rangeUpTo(most)}`,
    );
  }
}

/** More was released than is held. */
export class ReleasedMoreThanHeldError extends Error {
  override readonly name = "ReleasedMoreThanHeldError";
  constructor() {
    super("semaphore: released more than held");
  }
}

/** A limit for an errgroup that is no whole number. */
export class LimitError extends RangeError {
  override readonly name = "LimitError";
  constructor(limit: unknown) {
    super(`errgroup: limit ${describe(limit)} is not a whole number (negative: no limit)`);
  }
}

/** `setLimit` while goroutines of the group are active. */
export class LimitInUseError extends Error {
  override readonly name = "LimitInUseError";
  constructor(active: number) {
    super(`errgroup: modify limit while ${active} goroutines in the group are still active`);
  }
}

/** The function of a singleflight called Goexit, and so gave no result to put into a channel. */
export class GoexitCalledError extends Error {
  override readonly name = "GoexitCalledError";
  constructor() {
    super("runtime.Goexit was called");
  }
}
