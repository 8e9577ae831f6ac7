/**
 * Go's `context.WithDeadline` and `WithTimeout`, without and with a cause.
 *
 * Invariants:
 * - A context ends by its own deadline or its parent's, whichever is earlier; where that is the parent's,
 *   it has none of its own.
 * - Its alarm is stopped when it ends.
 */

import { startAlarm } from "../time/alarm.ts";
import { checkDuration } from "../time/errors.ts";
import { now, until } from "../time/now.ts";
import { CancelContext, type CancelFunc, cancelFunc } from "./cancel-context.ts";
import type { Context } from "./context.ts";
import { DeadlineError, DeadlineExceeded } from "./errors.ts";
import { propagate } from "./propagate.ts";
import { withCancel } from "./with-cancel.ts";

/**
 * Makes a context that ends with `DeadlineExceeded` at `deadline`, with `Canceled` when `cancel` is
 * called, or when `parent` ends, whichever comes first. Where the deadline has passed it has ended when
 * this returns. Infinity is no deadline.
 *
 * @param deadline in milliseconds since the Unix epoch, as of `now`, or a Date.
 * @throws {DeadlineError} where it is neither.
 * @throws {NilParentError} where `parent` is nil.
 */
export function withDeadline(
  parent: Context,
  deadline: number | Date,
): [ctx: Context, cancel: CancelFunc] {
  return withDeadlineCause(parent, deadline, undefined);
}

/** As `withDeadline`; once the deadline has ended it, `cause(ctx)` is `cause`. */
export function withDeadlineCause(
  parent: Context,
  deadline: number | Date,
  cause: unknown,
): [ctx: Context, cancel: CancelFunc] {
  const deadlineMs = toMs("withDeadline", deadline);
  return endingAt(parent, deadlineMs, until(deadlineMs), cause);
}

/**
 * As `withDeadline`, `timeoutMs` milliseconds from now. Where that is 0 or negative it has ended when
 * this returns.
 *
 * @throws {DurationError} where `timeoutMs` is no number.
 * @throws {NilParentError} where `parent` is nil.
 */
export function withTimeout(
  parent: Context,
  timeoutMs: number,
): [ctx: Context, cancel: CancelFunc] {
  return withTimeoutCause(parent, timeoutMs, undefined);
}

/** As `withTimeout`; once the time has ended it, `cause(ctx)` is `cause`. */
export function withTimeoutCause(
  parent: Context,
  timeoutMs: number,
  cause: unknown,
): [ctx: Context, cancel: CancelFunc] {
  checkDuration("withTimeout", timeoutMs);
  return endingAt(parent, now() + timeoutMs, timeoutMs, cause);
}

function endingAt(
  parent: Context,
  deadlineMs: number,
  delayMs: number,
  cause: unknown,
): [ctx: Context, cancel: CancelFunc] {
  const earlier = parent?.deadline() ?? Number.POSITIVE_INFINITY;
  if (earlier < deadlineMs || deadlineMs === Number.POSITIVE_INFINITY) return withCancel(parent);
  const ctx = new DeadlineContext(parent, deadlineMs);
  propagate(ctx);
  if (delayMs <= 0) ctx.cancel(DeadlineExceeded, cause);
  else if (ctx.err() === undefined) {
    const alarm = startAlarm(delayMs, () => ctx.cancel(DeadlineExceeded, cause));
    ctx.atEnd(() => void alarm.stop());
  }
  return [ctx, cancelFunc(ctx)];
}

class DeadlineContext extends CancelContext {
  readonly #deadlineMs: number;

  constructor(parent: Context, deadlineMs: number) {
    super("withDeadline", parent);
    this.#deadlineMs = deadlineMs;
  }

  override deadline(): number {
    return this.#deadlineMs;
  }

  protected override kind(): string {
    return `WithDeadline(${dateText(this.#deadlineMs)} [${until(this.#deadlineMs)} ms])`;
  }
}

// The largest distance from the epoch that a Date can show.
const LARGEST_DATE_MS = 8.64e15;

function dateText(ms: number): string {
  return Math.abs(ms) <= LARGEST_DATE_MS ? new Date(ms).toISOString() : `${ms} ms`;
}

function toMs(word: string, deadline: number | Date): number {
  const ms = deadline instanceof Date ? deadline.getTime() : deadline;
  if (typeof ms !== "number" || Number.isNaN(ms)) throw new DeadlineError(word, deadline);
  return ms;
}
