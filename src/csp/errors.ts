/**
 * The errors of channels and select, one class each, in Go's words where Go has them.
 *
 * Go panics in these cases; here they are thrown by the operation (a promise-returning method
 * rejects), before anything has changed.
 */

import { describe } from "../runtime/goroutine.ts";

export { CapacityError, CloseOfClosedError, SendOnClosedError } from "../runtime/channel-errors.ts";

/** `close(null)`: there is no channel to close. */
export class CloseOfNilError extends Error {
  override readonly name = "CloseOfNilError";
  constructor() {
    super("close of nil channel");
  }
}

/** The largest capacity: that of a JavaScript array. */
export const MAX_CAPACITY = 0xffff_ffff;

/** A channel operation on something that is no channel. */
export class NotAChannelError extends TypeError {
  override readonly name = "NotAChannelError";
  constructor(operation: string, value: unknown) {
    super(`${operation}: ${describe(value)} is not a channel`);
  }
}

/** A select case that is neither a receive, a send, nor nil. */
export class CaseError extends TypeError {
  override readonly name = "CaseError";
  constructor(key: string, value: unknown) {
    super(
      `select: case ${JSON.stringify(key)} is ${describe(value)}: a case is recv(channel), send(channel, value), or null`,
    );
  }
}

/** A select with cases of two kinds that cannot be asked to wait for each other. */
export class AbroadError extends TypeError {
  override readonly name = "AbroadError";
  constructor(one: string, other: string) {
    super(
      `select: ${one} and ${other} stand in one select: each of them decides for itself when its case takes place, so both could; receive from one of them in a goroutine of its own`,
    );
  }
}

/** A select without any case: it could never go on. */
export class NoCasesError extends Error {
  override readonly name = "NoCasesError";
  constructor() {
    super("select: no cases: it would block forever");
  }
}

/** `go` was given something that is no function. */
export class NotAFunctionError extends TypeError {
  override readonly name = "NotAFunctionError";
  constructor(word: string, value: unknown) {
    super(`${word}: ${describe(value)} is not a function`);
  }
}
