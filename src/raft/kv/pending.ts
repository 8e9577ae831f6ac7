/**
 * Who waits for an answer, and all the ways in which that ends.
 *
 * Invariant: each ends once; its timer and its listener end with it.
 */

import { type Cancel, type CancelSignal, signalOf } from "../../runtime/cancel.ts";
import { type ClockTimer, startTimer } from "../../runtime/clock.ts";

export class Pending<T> {
  readonly promise: Promise<T>;
  /** For messages: what was asked. */
  readonly what: string;
  readonly #all: Set<Pending<never>>;
  readonly #givenUp: () => void;
  readonly #signal: CancelSignal | null;
  readonly #timer: ClockTimer;
  #resolve: (value: T) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #settled = false;

  /** Throws the signal's reason if it has aborted, or NotACancelError. */
  constructor(
    all: PendingRequests,
    what: string,
    cancel: Cancel | undefined,
    /** Called when it ends by itself, cancelled or in time, and not by an answer. */
    givenUp: () => void,
  ) {
    this.#signal = cancel === undefined ? null : signalOf(cancel);
    if (this.#signal?.aborted) throw this.#signal.reason;
    this.what = what;
    this.#all = all.now;
    this.#givenUp = givenUp;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#signal?.addEventListener("abort", this.#cancelled);
    this.#timer = startTimer(all.timeoutMs, () => this.#giveUp(all.timedOut(what)));
    this.#all.add(this as unknown as Pending<never>);
  }

  get settled(): boolean {
    return this.#settled;
  }

  answer(value: T): void {
    if (this.#settle()) this.#resolve(value);
  }

  refuse(error: unknown): void {
    if (this.#settle()) this.#reject(error);
  }

  readonly #cancelled = (): void => this.#giveUp(this.#signal?.reason);

  #giveUp(error: unknown): void {
    if (this.#settled) return;
    this.refuse(error);
    this.#givenUp();
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#timer.stop();
    this.#signal?.removeEventListener("abort", this.#cancelled);
    this.#all.delete(this as unknown as Pending<never>);
    return true;
  }
}

/** All who wait at one client. */
export class PendingRequests {
  readonly now: Set<Pending<never>> = new Set();
  readonly timeoutMs: number;
  readonly timedOut: (what: string) => Error;

  constructor(timeoutMs: number, timedOut: (what: string) => Error) {
    this.timeoutMs = timeoutMs;
    this.timedOut = timedOut;
  }

  /** Nobody waits any more. */
  refuseAll(errorFor: (what: string) => Error): void {
    for (const pending of [...this.now]) pending.refuse(errorFor(pending.what));
  }
}
