/**
 * A context that can be cancelled: Go's `cancelCtx`.
 *
 * Invariants:
 * - It ends once; `err` and `cause` do not change after that.
 * - A whole tree has ended before anybody can notice that a part of it has: first each context in it is
 *   ended, parents before children, and its done channel closed (which runs nobody yet), then signals are
 *   aborted, whose listeners run at once.
 * - What has ended depends on nothing, and nothing depends on it.
 * - Whoever could notice its end keeps it: its done channel and its CancelSignal refer to it, and from
 *   when its AbortSignal was handed out, which may have listeners that nobody else refers to, those above
 *   hold it strongly.
 */

import { chan } from "../csp/chan.ts";
import { type Chan, type RecvChan } from "../csp/directions.ts";
import { CancelSignal, ownCancelSignal } from "../runtime/cancel-signal.ts";
import type { Context } from "./context.ts";
import { Dependents, Entry } from "./dependents.ts";
import { DerivedContext } from "./derived-context.ts";
import { Canceled } from "./errors.ts";

/** The key under which a context gives the innermost CancelContext that it is or comes from. */
export const innermost: unique symbol = Symbol("innermost CancelContext");

/** Cancels a context; the first call does, others do nothing. `using` calls it at the end of the block. */
export type CancelFunc = (() => void) & Disposable;

/** As CancelFunc, with the cause that `cause(ctx)` will give; `Canceled` where that is nil. */
export type CancelCauseFunc = ((cause?: unknown) => void) & Disposable;

// The done channel of contexts that ended before anybody asked for one.
const closedDone: Chan<never> = chan<never>();
closedDone.close();

/** Keeps a context as long as its done channel. */
const doneOf = new WeakMap<RecvChan<never>, CancelContext>();

export class CancelContext extends DerivedContext {
  #err: Error | undefined = undefined;
  #cause: unknown = undefined;
  #done: Chan<never> | null = null;
  #controller: AbortController | null = null;
  #cancelSignal: ContextSignal | null = null;
  #dependents: Dependents<CancelContext> | null = null;
  /** Those whose end ends this one, and how it stands in their dependents. */
  #above: CancelContext[] = [];
  #entry: Entry<CancelContext> | null = null;
  #atEnd: (() => void)[] | null = null;

  override done(): RecvChan<never> {
    if (this.#done === null) {
      if (this.#err !== undefined) return closedDone;
      this.#done = chan<never>();
      doneOf.set(this.#done, this);
    }
    return this.#done;
  }

  override err(): Error | undefined {
    return this.#err;
  }

  /** Why it has ended; undefined as long as it has not. */
  get cause(): unknown {
    return this.#cause;
  }

  override get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#err === undefined) this.hold();
      else this.#controller.abort(this.#err);
    }
    return this.#controller.signal;
  }

  override get [ownCancelSignal](): CancelSignal {
    this.#cancelSignal ??= new ContextSignal(this);
    return this.#cancelSignal;
  }

  override get endsWithParent(): boolean {
    return false;
  }

  protected override knows(key: unknown): boolean {
    return key === innermost;
  }

  protected override own(): unknown {
    return this;
  }

  protected override kind(): string {
    return "WithCancel";
  }

  /** Has this, if it has not ended, end when `above` does; at once, where that has. */
  dependOn(above: CancelContext): void {
    if (this.#err !== undefined) return;
    if (above.#err !== undefined) {
      this.cancel(above.#err, above.#cause);
      return;
    }
    this.#entry ??= new Entry<CancelContext>(this);
    this.#above.push(above);
    above.#dependents ??= new Dependents();
    above.#dependents.add(this.#entry);
  }

  /** Has those above hold this strongly, and be held: somebody may notice its end. */
  hold(): void {
    const open: CancelContext[] = [this];
    for (let ctx = open.pop(); ctx !== undefined; ctx = open.pop()) {
      if (ctx.#entry === null || ctx.#entry.holding) continue;
      ctx.#entry.hold(ctx);
      for (const above of ctx.#above) open.push(above);
    }
  }

  /**
   * Calls `step` when this ends, at once where it has; before anybody can notice, so `step` lets go of
   * what it holds, or starts a goroutine, and runs nothing else.
   */
  atEnd(step: () => void): void {
    if (this.#err !== undefined) {
      step();
      return;
    }
    this.#atEnd ??= [];
    this.#atEnd.push(step);
  }

  /** Ends this and all that depends on it. Where there is no cause, the error is the cause. */
  cancel(err: Error, cause?: unknown): void {
    const ended: CancelContext[] = [];
    const open: CancelContext[] = [this];
    for (let ctx = open.pop(); ctx !== undefined; ctx = open.pop()) {
      if (ctx.#err !== undefined) continue;
      ended.push(ctx);
      const dependents = ctx.#dependents?.list() ?? [];
      ctx.#end(err, cause ?? err);
      for (const dependent of dependents.reverse()) open.push(dependent);
    }
    for (const ctx of ended) ctx.#announce();
  }

  #end(err: Error, cause: unknown): void {
    this.#err = err;
    this.#cause = cause;
    this.#dependents = null;
    for (const above of this.#above) {
      if (this.#entry !== null) above.#dependents?.remove(this.#entry);
    }
    this.#above = [];
    this.#done?.close();
    const steps = this.#atEnd ?? [];
    this.#atEnd = null;
    for (const step of steps) step();
  }

  #announce(): void {
    this.#cancelSignal?.fire();
    this.#controller?.abort(this.#err);
  }
}

/** What operations that wait under a context listen to. It keeps the context. */
class ContextSignal extends CancelSignal {
  readonly #ctx: CancelContext;

  constructor(ctx: CancelContext) {
    super();
    this.#ctx = ctx;
  }

  get aborted(): boolean {
    return this.#ctx.err() !== undefined;
  }

  get reason(): unknown {
    return this.#ctx.err();
  }
}

/** The function that cancels `ctx`. */
export function cancelFunc(ctx: CancelContext): CancelFunc {
  const cancel = (() => ctx.cancel(Canceled)) as CancelFunc;
  cancel[Symbol.dispose] = cancel;
  return cancel;
}

/** The innermost CancelContext of `ctx`, its own or one that it comes from, if it has one. */
export function innermostOf(ctx: Context): CancelContext | undefined {
  const inner = ctx.value(innermost);
  return inner instanceof CancelContext ? inner : undefined;
}
