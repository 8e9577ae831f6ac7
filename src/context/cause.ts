/**
 * Go's `context.Cause`.
 *
 * Invariant: a context that has ended has a cause; where nobody gave one, it is `err()`.
 */

import { innermostOf } from "./cancel-context.ts";
import type { Context } from "./context.ts";

/**
 * Why `ctx` has ended, in the words of who ended it: what was given to the cancel function of
 * `withCancelCause`, `withDeadlineCause` or `withTimeoutCause`, or the reason of the signal behind
 * `contextFromSignal`, here or above, whichever came first. Else `ctx.err()`; undefined as long as it has
 * not ended.
 */
export function cause(ctx: Context): unknown {
  return innermostOf(ctx)?.cause ?? ctx.err();
}
