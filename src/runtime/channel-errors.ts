/**
 * The errors of every channel, of one thread or of many, in Go's words. Go panics in these cases; here they
 * are thrown by the operation (a method that returns a promise rejects), before anything has changed.
 */

import { describe } from "./goroutine.ts";

/** A send to a channel that is closed, or was closed while the sender waited. */
export class SendOnClosedError extends Error {
  override readonly name = "SendOnClosedError";
  constructor() {
    super("send on closed channel");
  }
}

/** A second close. */
export class CloseOfClosedError extends Error {
  override readonly name = "CloseOfClosedError";
  constructor() {
    super("close of closed channel");
  }
}

/** A capacity that is no whole number from 0 to `most`. */
export class CapacityError extends RangeError {
  override readonly name = "CapacityError";
  constructor(capacity: unknown, most: number) {
    super(
      `makechan: size out of range: ${describe(capacity)} is not a whole number from 0 to ${most}`,
    );
  }
}
