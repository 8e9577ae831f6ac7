/**
 * What stands in a select, and what a generator `yield*`s to receive or send: one object is both.
 *
 * Invariants:
 * - `recv(ch)` and `send(ch, v)` do nothing by themselves.
 * - A case is asked in select's three passes, in this order and without anything else running
 *   between: `isReady`, then `complete` for one that is, or `enqueue` for all. (Other threads go on, and may
 *   end the wait that a case would have met: then it does not complete.)
 * - One whose channel is abroad is asked to `attempt` instead; what it has attempted has taken place.
 */

import type { Cancel } from "../runtime/cancel.ts";
import { Operation } from "../runtime/operation.ts";
import type { CaseWaiter } from "../runtime/selecting.ts";

/** A select case: made by `recv` and `send`. */
export abstract class Case<T> extends Operation<T> {
  /**
   * The name of what it belongs to, where its channel is none of this thread's own: then nothing can tell
   * whether it is ready without completing it. Else null.
   */
  get abroad(): string | null {
    return null;
  }

  /** Completes it if that is possible without waiting, writing `value` and `ok` into `into`. */
  attempt(into: CaseResult): boolean {
    return this.isReady() && this.complete(into);
  }

  /** Pass 1: whether it could complete now. */
  abstract isReady(): boolean;
  /**
   * Completes it, which must be ready; writes `value` and `ok` into `into`. False where it turns out not to
   * be ready.
   */
  abstract complete(into: CaseResult): boolean;
  /**
   * Completes one of `cases`, of which this is the first and which are all abroad in the same place, if one is
   * ready, with all looked at in one moment; answers its index, or -1.
   */
  attemptTogether(_cases: readonly Case<unknown>[], into: CaseResult): number {
    return this.attempt(into) ? 0 : -1;
  }
  /**
   * The same case, which `cancel` can break off where a generator performs it; null where that is the same
   * for it as for all.
   */
  cancellableBy(_cancel: Cancel): Case<T> | null {
    return null;
  }
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
