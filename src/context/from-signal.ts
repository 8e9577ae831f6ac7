/**
 * From AbortSignal to Context; `ctx.signal` is the way back.
 *
 * Invariants:
 * - However many contexts are made from a signal, they cost it one listener, and none that keeps
 *   anything once they have ended: they depend on one context that the signal has for good.
 * - The reason with which the signal was aborted is the cause.
 */

import { signalOf } from "../runtime/cancel-signal.ts";
import { CancelContext } from "./cancel-context.ts";
import { background, type Context } from "./context.ts";
import { Canceled, DeadlineExceeded } from "./errors.ts";
import { propagate } from "./propagate.ts";

class SignalContext extends CancelContext {
  constructor(parent: Context) {
    super("contextFromSignal", parent);
  }

  protected override kind(): string {
    return "WithSignal";
  }
}

const contexts = new WeakMap<AbortSignal, CancelContext>();

/**
 * Makes a context that ends when `signal` is aborted, or `parent` ends, whichever comes first. Its `err()`
 * is `DeadlineExceeded` where the signal was one of `AbortSignal.timeout()` or of a context that ended so,
 * else `Canceled`; `cause(ctx)` is the signal's reason.
 *
 * @param parent `background()` if left out.
 */
export function contextFromSignal(signal: AbortSignal, parent?: Context): Context {
  if (parent === undefined) return contextOf(signal);
  const ctx = new SignalContext(parent);
  propagate(ctx);
  ctx.dependOn(contextOf(signal));
  return ctx;
}

/** The one context that stands for `signal`. */
function contextOf(signal: AbortSignal): CancelContext {
  let ctx = contexts.get(signal);
  if (ctx === undefined) {
    ctx = new SignalContext(background());
    contexts.set(signal, ctx);
    follow(ctx, signal);
  }
  return ctx;
}

function follow(ctx: CancelContext, signal: AbortSignal): void {
  const end = () => ctx.cancel(errorOf(signal.reason), signal.reason);
  if (signal.aborted) end();
  else signalOf(signal).addEventListener("abort", end);
}

function errorOf(reason: unknown): Error {
  if (reason === DeadlineExceeded) return DeadlineExceeded;
  return reason instanceof DOMException && reason.name === "TimeoutError"
    ? DeadlineExceeded
    : Canceled;
}
