/** Go's `context.WithCancel` and `WithCancelCause`. */

import {
  type CancelCauseFunc,
  CancelContext,
  type CancelFunc,
  cancelFunc,
} from "./cancel-context.ts";
import type { Context } from "./context.ts";
import { Canceled } from "./errors.ts";
import { propagate } from "./propagate.ts";

/**
 * Makes a context that ends when `cancel` is called or `parent` ends, whichever comes first, and the
 * `cancel` that ends it with `Canceled`. To cancel is also to let go: call it as soon as what runs under
 * the context is over; `using _ = cancel` does so at the end of the block.
 *
 * @throws {NilParentError} where `parent` is nil.
 */
export function withCancel(parent: Context): [ctx: Context, cancel: CancelFunc] {
  const ctx = new CancelContext("withCancel", parent);
  propagate(ctx);
  return [ctx, cancelFunc(ctx)];
}

/**
 * As `withCancel`, with a `cancel` that takes the cause: `cancel(error)`. `ctx.err()` is `Canceled` all
 * the same, and `cause(ctx)` is the error.
 *
 * @throws {NilParentError} where `parent` is nil.
 */
export function withCancelCause(parent: Context): [ctx: Context, cancel: CancelCauseFunc] {
  const ctx = new CancelContext("withCancelCause", parent);
  propagate(ctx);
  const cancel = ((cause?: unknown) => ctx.cancel(Canceled, cause)) as CancelCauseFunc;
  cancel[Symbol.dispose] = () => ctx.cancel(Canceled);
  return [ctx, cancel];
}
