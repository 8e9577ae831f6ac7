/**
 * Has a context end when its parent does: Go's `propagateCancel`.
 *
 * Invariants:
 * - A parent that cannot end costs nothing.
 * - A parent of this package is joined directly, also where a class of another kind wraps it and passes
 *   its `done` on. Any other parent is asked by its own `afterFunc`, or else watched by a goroutine,
 *   which ends with the child at the latest.
 */

import { go } from "../csp/go.ts";
import { recv } from "../csp/operations.ts";
import { selectOperation } from "../csp/select.ts";
import type { Parked } from "../runtime/operation.ts";
import { CancelContext, innermostOf } from "./cancel-context.ts";
import { cause } from "./cause.ts";
import { type Context, NEVER } from "./context.ts";
import { DerivedContext } from "./derived-context.ts";
import { Canceled } from "./errors.ts";

/** A context of another kind that knows how to call a function once it has ended. */
interface AfterFuncContext extends Context {
  afterFunc(f: () => void): () => unknown;
}

/** Has `child` end when its parent does; at once, where that has. */
export function propagate(child: CancelContext): void {
  let parent = child.parent;
  while (parent instanceof DerivedContext && parent.endsWithParent) parent = parent.parent;
  if (parent instanceof CancelContext) child.dependOn(parent);
  else if (parent.done() !== NEVER) follow(child, parent);
}

function follow(child: CancelContext, parent: Context): void {
  const inner = innermostOf(parent);
  if (inner !== undefined && inner.done() === parent.done()) child.dependOn(inner);
  else if (parent.err() !== undefined) endAs(child, parent);
  else if (hasAfterFunc(parent)) {
    const stop = parent.afterFunc(() => endAs(child, parent));
    child.atEnd(() => void stop());
  } else go(watch, child, parent);
}

function hasAfterFunc(ctx: Context): ctx is AfterFuncContext {
  return "afterFunc" in ctx && typeof ctx.afterFunc === "function";
}

function* watch(child: CancelContext, parent: Context): Generator<Parked, void, unknown> {
  const event = yield* selectOperation({
    parent: recv(parent.done()),
    child: recv(child.done()),
  });
  if (event.case === "parent") endAs(child, parent);
}

function endAs(child: CancelContext, parent: Context): void {
  child.cancel(parent.err() ?? Canceled, cause(parent));
}
