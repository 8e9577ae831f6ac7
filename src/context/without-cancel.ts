/**
 * Go's `context.WithoutCancel`: for what should go on when the request that began it is over.
 *
 * Invariant: it has the values of its parent and nothing else of it: no deadline, no end, no cause.
 */

import type { RecvChan } from "../csp/directions.ts";
import { type CancelSignal, ownCancelSignal } from "../runtime/cancel-signal.ts";
import { innermost } from "./cancel-context.ts";
import { type Context, NEVER, neverAborted, neverSignal } from "./context.ts";
import { DerivedContext } from "./derived-context.ts";

/**
 * Makes a context that is not cancelled when `parent` is, and has its values.
 *
 * @throws {NilParentError} where `parent` is nil.
 */
export function withoutCancel(parent: Context): Context {
  return new WithoutCancel("withoutCancel", parent);
}

class WithoutCancel extends DerivedContext {
  override deadline(): undefined {
    return undefined;
  }

  override done(): RecvChan<never> {
    return NEVER;
  }

  override err(): undefined {
    return undefined;
  }

  override get signal(): AbortSignal {
    return neverAborted();
  }

  override get [ownCancelSignal](): CancelSignal {
    return neverSignal;
  }

  override get endsWithParent(): boolean {
    return false;
  }

  // It does not come from what could be cancelled.
  protected override knows(key: unknown): boolean {
    return key === innermost;
  }

  protected override kind(): string {
    return "WithoutCancel";
  }
}
