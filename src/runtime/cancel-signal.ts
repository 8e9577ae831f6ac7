/**
 * What a wait is cancelled by, and how it listens to it.
 *
 * A platform's AbortSignal searches its list of listeners at each addition, and Node warns of a leak
 * from the eleventh on; goroutines that wait under one signal are many. So they listen to a CancelSignal,
 * where coming and going costs the same however many there are.
 *
 * Invariants:
 * - At most one listener of this package is on an AbortSignal, and none while nobody waits.
 * - Listeners are called once, in the order they came, when it aborts.
 */

import { describe } from "./goroutine.ts";

/** What can cancel a wait: an AbortSignal, or what carries one, such as a Context. */
export type Cancel = AbortSignal | { readonly signal: AbortSignal };

/** The name under which what carries an AbortSignal has a CancelSignal of its own, if it has. */
export const ownCancelSignal: unique symbol = Symbol("ownCancelSignal");

/** As much of an AbortSignal as a wait needs. */
export abstract class CancelSignal {
  readonly #listeners = new Set<() => void>();

  abstract readonly aborted: boolean;
  abstract readonly reason: unknown;

  addEventListener(_type: "abort", listener: () => void): void {
    if (this.#listeners.size === 0) this.begin();
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.end();
  }

  /** Calls all listeners; it has aborted. */
  fire(): void {
    for (const listener of this.#listeners) {
      this.#listeners.delete(listener);
      listener();
    }
  }

  /** Called before the first listener comes. */
  protected begin(): void {}
  /** Called after the last listener has gone, other than by firing. */
  protected end(): void {}
}

/** The CancelSignal of an AbortSignal. */
class Follower extends CancelSignal {
  readonly #signal: AbortSignal;
  readonly #onAbort = (): void => this.fire();

  constructor(signal: AbortSignal) {
    super();
    this.#signal = signal;
  }

  get aborted(): boolean {
    return this.#signal.aborted;
  }

  get reason(): unknown {
    return this.#signal.reason;
  }

  protected override begin(): void {
    this.#signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  protected override end(): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
  }
}

const followers = new WeakMap<AbortSignal, Follower>();

/** A wait was to be cancelled by what is neither an AbortSignal nor carries one. */
export class NotACancelError extends TypeError {
  override readonly name = "NotACancelError";
  constructor(value: unknown) {
    super(`cancel: ${describe(value)} is neither an AbortSignal nor has one as its signal`);
  }
}

/**
 * The CancelSignal of a Cancel.
 *
 * @throws {NotACancelError} where it is none.
 */
export function signalOf(cancel: Cancel): CancelSignal {
  if (typeof cancel !== "object" || cancel === null) throw new NotACancelError(cancel);
  if (ownCancelSignal in cancel) return cancel[ownCancelSignal] as CancelSignal;
  const signal = "signal" in cancel ? cancel.signal : cancel;
  let follower = followers.get(signal);
  if (follower === undefined) {
    if (typeof signal?.addEventListener !== "function") throw new NotACancelError(cancel);
    follower = new Follower(signal);
    followers.set(signal, follower);
  }
  return follower;
}
