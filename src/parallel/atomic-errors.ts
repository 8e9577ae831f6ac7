/** The error of AtomicInt32 and AtomicInt64. */

import { describe } from "../runtime/goroutine.ts";

/** What is no whole number where one is needed: Go's compiler refuses it. */
export class NotAnIntegerError extends TypeError {
  override readonly name = "NotAnIntegerError";
  constructor(word: string, value: unknown, kind = "whole number") {
    super(`atomic: ${word}: ${describe(value)} is not a ${kind}`);
  }
}
