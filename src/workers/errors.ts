/** The errors of shared memory and of what is sent through it; each is thrown before anything changed. */

import { describe } from "../runtime/goroutine.ts";

/** The shared memory of this process cannot hold what was asked for. */
export class SharedMemoryError extends RangeError {
  override readonly name = "SharedMemoryError";
  constructor(bytes: number, limitBytes: number) {
    super(`shared memory: no room for ${bytes} bytes more; all of it is ${limitBytes} bytes`);
  }
}

/** A thread more than a shared memory has records for; those that have died count. */
export class TooManyThreadsError extends RangeError {
  override readonly name = "TooManyThreadsError";
  constructor(most: number) {
    super(`shared memory: ${most} threads have joined it, and it has no room for another's record`);
  }
}

/** A capacity that is no whole number from 0 to the largest a shared channel can have. */
export class SharedCapacityError extends RangeError {
  override readonly name = "SharedCapacityError";
  constructor(capacity: unknown, most: number) {
    super(
      `sharedChan: size out of range: ${describe(capacity)} is not a whole number from 0 to ${most}`,
    );
  }
}

/** A value that cannot leave its thread. `path` is where it stands in what was sent. */
export class CannotCrossError extends TypeError {
  override readonly name = "CannotCrossError";
  readonly path: string;
  constructor(path: string, value: unknown) {
    super(
      `${path} is ${describe(value)}, which cannot cross to another thread: send what structured clone can copy`,
    );
    this.path = path;
  }
}

/** A value that crosses by structured clone only, where it had to travel through shared memory. */
export class NotInlineError extends TypeError {
  override readonly name = "NotInlineError";
  constructor(value: unknown) {
    super(
      `${describe(value)} does not travel through shared memory: plain data does (numbers, strings, bigints, bytes, arrays and plain objects of these)`,
    );
  }
}

/** A send to a shared channel that is closed, or was closed while the sender waited. */
export class SharedSendOnClosedError extends Error {
  override readonly name = "SharedSendOnClosedError";
  constructor() {
    super("send on closed channel");
  }
}

/** A second close of a shared channel. */
export class SharedCloseOfClosedError extends Error {
  override readonly name = "SharedCloseOfClosedError";
  constructor() {
    super("close of closed channel");
  }
}

/** An operation that blocks its thread, on a thread that must not block. */
export class MustNotBlockError extends Error {
  override readonly name = "MustNotBlockError";
  constructor(operation: string) {
    super(`${operation}: this thread must not block; await the method without Sync`);
  }
}

/** An object of a kind of which this thread does not know how to have one. */
export class KindError extends Error {
  override readonly name = "KindError";
  constructor(kind: number) {
    super(
      `a shared object of kind ${kind} has come to a thread that has not loaded what makes such objects: import "goroutine-kit/parallel" there`,
    );
  }
}
