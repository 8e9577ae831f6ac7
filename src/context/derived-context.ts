/**
 * What all contexts that are made from another have in common: they answer as their parent does, but
 * for what their kind changes.
 *
 * Invariant: values are looked up from the inside out, without recursion, so that the depth of contexts
 * is no limit.
 */

import type { RecvChan } from "../csp/directions.ts";
import { type CancelSignal, ownCancelSignal, signalOf } from "../runtime/cancel-signal.ts";
import type { Context } from "./context.ts";
import { NilParentError } from "./errors.ts";

export abstract class DerivedContext implements Context {
  readonly parent: Context;

  /** `word` is the function that makes it. */
  constructor(word: string, parent: Context) {
    if (parent === null || parent === undefined) throw new NilParentError(word);
    this.parent = parent;
  }

  deadline(): number | undefined {
    return this.parent.deadline();
  }

  done(): RecvChan<never> {
    return this.parent.done();
  }

  err(): Error | undefined {
    return this.parent.err();
  }

  value(key: unknown): unknown {
    let ctx: Context = this;
    while (ctx instanceof DerivedContext) {
      if (ctx.knows(key)) return ctx.own(key);
      ctx = ctx.parent;
    }
    return ctx.value(key);
  }

  get signal(): AbortSignal {
    return this.parent.signal;
  }

  get [ownCancelSignal](): CancelSignal {
    return signalOf(this.parent);
  }

  toString(): string {
    return `${nameOf(this.parent)}.${this.kind()}`;
  }

  /** Whether it ends exactly when its parent does. */
  get endsWithParent(): boolean {
    return true;
  }

  /** Whether it answers for `key` itself. */
  protected knows(_key: unknown): boolean {
    return false;
  }

  /** Its own answer for `key`, which it knows. */
  protected own(_key: unknown): unknown {
    return undefined;
  }

  /** Its part of the name, as Go's: `WithCancel`. */
  protected abstract kind(): string;
}

/** A context's own name, or else that of its class. */
function nameOf(ctx: Context): string {
  const name = ctx.toString();
  return name === "[object Object]" ? ctx.constructor.name : name;
}
