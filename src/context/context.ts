/**
 * Go's `context.Context`, and the two that all others are made from.
 *
 * Invariant: `background()` and `todo()` are never cancelled. Their done channel is one that nobody
 * closes, where Go's is nil: to receive from it blocks, and in a select it never fires. So `done()` is a
 * channel for every context, and `NEVER` tells this one from those that may be closed.
 */

import { chan } from "../csp/chan.ts";
import { type RecvChan } from "../csp/directions.ts";
import { CancelSignal, ownCancelSignal } from "../runtime/cancel-signal.ts";

/**
 * Carries a deadline, a cancellation and values across calls. It is a `Cancel`: every operation that
 * blocks takes it and, once it has ended, throws its `err()`.
 *
 * A class of one's own that is a Context, and not made by `withCancel` and its kin, may have a method
 * `afterFunc(f): stop`; where it has not, a goroutine waits for its `done()` as long as a context made
 * from it has not ended.
 */
export interface Context {
  /** When it will end, in milliseconds since the Unix epoch; undefined where it has no deadline. */
  deadline(): number | undefined;
  /**
   * A channel that is closed when it ends, the same at each call; never closed where it cannot end. Its
   * place is in a select: `cancelled: recv(ctx.done())`.
   */
  done(): RecvChan<never>;
  /** Why it has ended: `Canceled` or `DeadlineExceeded`; undefined as long as it has not. */
  err(): Error | undefined;
  /** What `withValue` has stored under `key`, here or above; undefined where there is nothing. */
  value(key: unknown): unknown;
  /** An AbortSignal that is aborted when it ends, with `err()` as the reason; the same each time. */
  readonly signal: AbortSignal;
  /** Its name, from the outermost in: `context.Background.WithCancel`. */
  toString(): string;
}

/** The done channel of what is never cancelled. */
export const NEVER: RecvChan<never> = chan<never>();

// Nobody need be kept in a list that is never called.
class NeverSignal extends CancelSignal {
  override readonly aborted = false;
  override readonly reason = undefined;
  override addEventListener(): void {}
  override removeEventListener(): void {}
}

/** The CancelSignal of what is never cancelled. */
export const neverSignal: CancelSignal = new NeverSignal();

let abortSignal: AbortSignal | null = null;

/** The AbortSignal of what is never cancelled. It forgets its listeners: it will not call them. */
export function neverAborted(): AbortSignal {
  if (abortSignal === null) {
    abortSignal = new AbortController().signal;
    abortSignal.addEventListener = () => {};
  }
  return abortSignal;
}

class EmptyContext implements Context {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  deadline(): undefined {
    return undefined;
  }

  done(): RecvChan<never> {
    return NEVER;
  }

  err(): undefined {
    return undefined;
  }

  value(): undefined {
    return undefined;
  }

  get signal(): AbortSignal {
    return neverAborted();
  }

  get [ownCancelSignal](): CancelSignal {
    return neverSignal;
  }

  toString(): string {
    return this.#name;
  }
}

const theBackground = new EmptyContext("context.Background");
const theTodo = new EmptyContext("context.TO" + "DO");

/** The context that all others come from: never cancelled, no values, no deadline. */
export function background(): Context {
  return theBackground;
}

/** As `background`, where it is not clear yet which context to use. */
export function todo(): Context {
  return theTodo;
}
