/**
 * Go's `context.AfterFunc`: a function that is called once a context has ended.
 *
 * Invariant: it is either started, once, or stopped.
 */

import { NotAFunctionError } from "../csp/errors.ts";
import { type GoroutineBody, go } from "../csp/go.ts";
import { CancelContext } from "./cancel-context.ts";
import type { Context } from "./context.ts";
import { Canceled } from "./errors.ts";
import { propagate } from "./propagate.ts";

/**
 * Keeps the function from being started; true where it did. `using` calls it at the end of the block.
 */
export type StopFunc = (() => boolean) & Disposable;

/**
 * Calls `fn` in a goroutine of its own once `ctx` has ended; at once, where it has. The function that is
 * returned undoes that, and leaves nothing of it in `ctx`; it does not wait for `fn`, where that runs.
 *
 * @throws {NotAFunctionError} where `fn` is no function.
 * @throws {NilParentError} where `ctx` is nil.
 */
export function afterFunc(ctx: Context, fn: () => GoroutineBody): StopFunc {
  if (typeof fn !== "function") throw new NotAFunctionError("afterFunc", fn);
  // As in Go, a context made from `ctx` stands for the call.
  const call = new CancelContext("afterFunc", ctx);
  let stopped = false;
  call.atEnd(() => {
    if (!stopped) go(fn);
  });
  propagate(call);
  call.hold();
  const stop = (() => {
    if (call.err() !== undefined) return false;
    stopped = true;
    call.cancel(Canceled);
    return true;
  }) as StopFunc;
  stop[Symbol.dispose] = () => void stop();
  return stop;
}
