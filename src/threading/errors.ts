/**
 * What this room throws: Python's exceptions of `threading`, `queue` and `concurrent.futures` by their
 * own names and in their own words, followed by the value that was refused where there is one.
 *
 * Invariants:
 * - Each is thrown (by what answers a promise: as a rejection) before anything has changed.
 * - They inherit as in Python: who catches RuntimeError catches BrokenBarrierError too.
 */

import { describe } from "../runtime/goroutine.ts";

/** Python's RuntimeError: a primitive was used against its rules. */
export class RuntimeError extends Error {
  override readonly name: string = "RuntimeError";
}

/** Python's ValueError: an argument has a value that makes no sense. */
export class ValueError extends RangeError {
  override readonly name: string = "ValueError";
}

/** Python's TypeError for a target, a callback or an initializer that is no function. */
export class NotCallableError extends TypeError {
  override readonly name = "NotCallableError";
  constructor(word: string, value: unknown) {
    super(`${word} must be callable, not ${describe(value)}`);
  }
}

/** Python's TypeError for two values that a PriorityQueue cannot put in order. */
export class NotComparableError extends TypeError {
  override readonly name = "NotComparableError";
  constructor(a: unknown, b: unknown) {
    super(
      `'<' not supported between ${describe(a)} and ${describe(b)}: give PriorityQueue an order`,
    );
  }
}

/**
 * It cannot be told which thread calls. Nothing in JavaScript says so after an `await`, unless threads
 * are followed; following begins with the first use of something that needs to know, and threads that
 * were past their first `await` by then are not known.
 */
export class ThreadIdentityError extends RuntimeError {
  override readonly name = "ThreadIdentityError";
  constructor(names: readonly string[], canFollow: boolean) {
    const who = names.length > 3 ? `${names.slice(0, 3).join(", ")} ...` : names.join(", ");
    super(
      canFollow
        ? `cannot tell which thread calls: ${names.length} of them went on after an await before threads were followed (${who}): call currentThread(), or make the RLock, Condition or local, before they start`
        : `cannot tell which thread calls: this platform has no AsyncLocalStorage, so threads are known only until their first await, and ${names.length} of them may be past it (${who})`,
    );
  }
}

/** A Barrier is broken: it was aborted or reset, a wait timed out, or its action failed. */
export class BrokenBarrierError extends RuntimeError {
  override readonly name = "BrokenBarrierError";
  constructor() {
    super("the barrier is broken");
  }
}

/**
 * Ends the thread that throws it, in silence, as `sys.exit()` does in Python; in the function given to
 * `main`, the process ends with `code`.
 */
export class SystemExit extends Error {
  override readonly name = "SystemExit";
  /** The status that the process ends with. */
  readonly code: number;
  constructor(code = 0) {
    super(String(code));
    this.code = code;
  }
}

/** Python's queue.Empty: nothing was there, or came in time. */
export class Empty extends Error {
  override readonly name = "Empty";
  constructor() {
    super("the queue is empty");
  }
}

/** Python's queue.Full: there was no room, nor did any come in time. */
export class Full extends Error {
  override readonly name = "Full";
  constructor(maxsize: number) {
    super(`the queue is full: it holds ${maxsize}`);
  }
}

/** Python's queue.ShutDown (3.13): the queue takes, or has, nothing any more. */
export class ShutDown extends Error {
  override readonly name = "ShutDown";
  constructor() {
    super("the queue is shut down");
  }
}

/** Python's concurrent.futures.CancelledError. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
  constructor() {
    super("the future was cancelled");
  }
}

/** Python's TimeoutError: a Future was not done in time. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/** Python's concurrent.futures.InvalidStateError. */
export class InvalidStateError extends Error {
  override readonly name = "InvalidStateError";
}

/** Python's concurrent.futures.BrokenExecutor: an executor that can run nothing any more. */
export class BrokenExecutor extends RuntimeError {
  override readonly name: string = "BrokenExecutor";
}

/** Python's BrokenProcessPool: one of the pool's workers has ended abruptly, or its initializer has failed. */
export class BrokenProcessPool extends BrokenExecutor {
  override readonly name = "BrokenProcessPool";
}

/** Python's BrokenThreadPool: an initializer failed in one of the pool's threads. */
export class BrokenThreadPool extends BrokenExecutor {
  override readonly name = "BrokenThreadPool";
}
