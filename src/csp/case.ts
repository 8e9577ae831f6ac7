/**
 * What stands in a select, and what a generator `yield*`s to receive or send: one object is both.
 *
 * Invariants:
 * - `recv(ch)` and `send(ch, v)` do nothing by themselves.
 * - A case is asked in select's three passes, in this order and without anything else running
 *   between: `isReady`, then `complete` for one that is, or `enqueue` for all.
 * - One that cannot be peeked is asked to `attempt` instead; what it has attempted has taken place.
 */

import { Operation } from "../runtime/operation.ts";
import type { CaseWaiter } from "../runtime/selecting.ts";

/** A select case: made by `recv` and `send`. */
export abstract class Case<T> extends Operation<T> {
  /** Whether `isReady` can tell without completing it; false for channels of others. */
  get peekable(): boolean {
    return true;
  }

  /** Completes it if that is possible without waiting, writing `value` and `ok` into `into`. */
  attempt(into: CaseResult): boolean {
    if (!this.isReady()) return false;
    this.complete(into);
    return true;
  }

  /** Pass 1: whether it could complete now. */
  abstract isReady(): boolean;
  /** Completes it, which must be ready; writes `value` and `ok` into `into`. */
  abstract complete(into: CaseResult): void;
  /** What it would send; undefined for a receive. */
  abstract readonly value: unknown;
  /** Pass 2: parks the select's waiter. */
  abstract enqueue(w: CaseWaiter): void;
}

/** Where a case writes its outcome. */
export interface CaseResult {
  value: unknown;
  ok: boolean;
}

declare const receives: unique symbol;
declare const sends: unique symbol;

/** A receive: `recv(ch)`. As an operation it gives the value, or undefined once closed and drained. */
export interface RecvCase<out T> extends Operation<T | undefined> {
  /** Only in the types: tells what is received. */
  readonly [receives]: T;
}

/** A send: `send(ch, value)`. */
export interface SendCase extends Operation<void> {
  /** Only in the types: tells a send from a receive. */
  readonly [sends]: true;
}
