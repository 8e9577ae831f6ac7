/**
 * Python's `concurrent.futures.Future`.
 *
 * Invariants:
 * - Its state moves one way: pending, then running or cancelled, then finished. It is done once it is
 *   cancelled or finished, and never changes after that, but that a cancelled one is notified.
 * - Who waits for its result goes on when it is done. Observers (wait, asCompleted) are told when it is
 *   finished, or when the executor has taken notice that it was cancelled.
 * - Callbacks are called once, in the order in which they were added, each by whoever made it done.
 */

import { writeReport } from "../../runtime/platform.ts";
import { heldPromise, parkAsync, proceed, READY, ready } from "../../runtime/scheduler.ts";
import { VALUE, type WaitedOn, WaitQueue } from "../../runtime/waiter.ts";
import {
  CancelledError,
  InvalidStateError,
  NotCallableError,
  RuntimeError,
  TimeoutError,
} from "../errors.ts";
import { parkFor } from "../timeout.ts";
import { traceback } from "../traceback.ts";

/** What a Future is doing; `cancelled and notified` is one that its executor has let go. */
type State = "pending" | "running" | "cancelled" | "cancelled and notified" | "finished";

/** Who is told when a Future is completed. */
export interface Observer {
  completed(future: Future<unknown>): void;
}

/** Has `observer` told when `future` is completed. */
export let observe: (future: Future<unknown>, observer: Observer) => void;
/** Undoes `observe`. */
export let unobserve: (future: Future<unknown>, observer: Observer) => void;
/** Whether observers were told, or need not be: a cancelled future counts once it was notified. */
export let isCompleted: (future: Future<unknown>) => boolean;
/** Whether the call has thrown. */
export let hasFailed: (future: Future<unknown>) => boolean;

/** The result of a call that may not have ended, or begun. */
export class Future<T> implements WaitedOn {
  readonly #waiting: WaitQueue = new WaitQueue("Future.result", this);
  #state: State = "pending";
  #result: T | undefined = undefined;
  /** What the call threw, in a box, since it may have thrown undefined. */
  #failure: { readonly error: unknown } | undefined = undefined;
  // Most futures have neither, so they are made when the first comes.
  #callbacks: (() => void)[] | null = null;
  #observers: Set<Observer> | null = null;

  // ------------------------------------------------------------------------------ for who has it

  /**
   * The result; waits until there is one, for `timeoutMs` milliseconds at most. With a time-out that is
   * not above 0 it only looks.
   *
   * @throws (as a rejection) what the call has thrown; {CancelledError} where the future was cancelled;
   * {TimeoutError} where it is not done in time.
   */
  async result(timeoutMs?: number): Promise<T> {
    await this.#waitWithin(timeoutMs);
    this.#requireDone(timeoutMs);
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#result as T;
  }

  /**
   * What the call has thrown, or undefined where it has thrown nothing; waits as `result` does.
   *
   * @throws (as a rejection) {CancelledError} where the future was cancelled; {TimeoutError} where it is
   * not done in time.
   */
  async exception(timeoutMs?: number): Promise<unknown> {
    await this.#waitWithin(timeoutMs);
    this.#requireDone(timeoutMs);
    return this.#failure?.error;
  }

  #waitWithin(timeoutMs: number | undefined): Promise<void> {
    if (this.done()) return proceed() ? READY : heldPromise(undefined);
    if (timeoutMs === undefined) return parkAsync(this.#waiting, VALUE);
    if (!(timeoutMs > 0)) return READY;
    return parkFor<void>(this.#waiting, undefined, timeoutMs, undefined);
  }

  #requireDone(timeoutMs: number | undefined): void {
    if (this.cancelled()) throw new CancelledError();
    if (!this.done()) throw new TimeoutError(`the future is ${this.#state} after ${timeoutMs} ms`);
  }

  /** Cancels the call, unless it has begun. Answers whether the future is cancelled. */
  cancel(): boolean {
    if (this.#state === "running" || this.#state === "finished") return false;
    if (this.#state === "pending") this.#becomeDone("cancelled");
    return true;
  }

  /** Whether it was cancelled. */
  cancelled(): boolean {
    return this.#state === "cancelled" || this.#state === "cancelled and notified";
  }

  /** Whether the call has begun and has not ended. */
  running(): boolean {
    return this.#state === "running";
  }

  /** Whether the call has ended or was cancelled. */
  done(): boolean {
    return this.#state === "finished" || this.cancelled();
  }

  /**
   * Has `fn` called with the future once it is done; at once where it is done already. What it throws is
   * reported on standard error and stops nothing.
   *
   * @throws {NotCallableError} where `fn` is no function.
   */
  addDoneCallback(fn: (future: Future<T>) => void): void {
    if (typeof fn !== "function") throw new NotCallableError("Future: done callback", fn);
    const call = () => fn(this);
    if (this.done()) this.#call(call);
    else if (this.#callbacks === null) this.#callbacks = [call];
    else this.#callbacks.push(call);
  }

  // ----------------------------------------------------------------------------- for executors

  /**
   * Says that the call begins. Answers false where the future was cancelled: then it must not begin, and
   * those are told that wait for the future with others.
   *
   * @throws {RuntimeError} where this was said before, or the future is finished.
   */
  setRunningOrNotifyCancel(): boolean {
    if (this.#state === "pending") {
      this.#state = "running";
      return true;
    }
    if (this.#state === "cancelled") {
      this.#state = "cancelled and notified";
      this.#notify();
      return false;
    }
    throw new RuntimeError(`Future in unexpected state: ${this.#state}`);
  }

  /** @throws {InvalidStateError} where the future is done. */
  setResult(result: T): void {
    this.#refuseIfDone();
    this.#result = result;
    this.#becomeDone("finished");
  }

  /** @throws {InvalidStateError} where the future is done. */
  setException(error: unknown): void {
    this.#refuseIfDone();
    this.#failure = { error };
    this.#becomeDone("finished");
  }

  #refuseIfDone(): void {
    if (this.done()) throw new InvalidStateError(`${this.#state}: ${this.toString()}`);
  }

  #becomeDone(state: "cancelled" | "finished"): void {
    this.#state = state;
    if (state === "finished") this.#notify();
    for (let w = this.#waiting.shift(); w !== null; w = this.#waiting.shift()) ready(w);
    const callbacks = this.#callbacks;
    if (callbacks === null) return;
    this.#callbacks = null;
    for (const call of callbacks) this.#call(call);
  }

  #call(call: () => void): void {
    try {
      call();
    } catch (error) {
      writeReport(`exception calling callback for ${this.toString()}\n${traceback(error)}`);
    }
  }

  #notify(): void {
    if (this.#observers === null) return;
    for (const observer of this.#observers) observer.completed(this);
  }

  // --------------------------------------------------------------------- for wait and asCompleted

  static {
    observe = (future, observer) => {
      future.#observers ??= new Set();
      future.#observers.add(observer);
    };
    unobserve = (future, observer) => {
      future.#observers?.delete(observer);
    };
    isCompleted = (future) =>
      future.#state === "finished" || future.#state === "cancelled and notified";
    hasFailed = (future) => future.#failure !== undefined;
  }

  toString(): string {
    const state = this.cancelled() ? "cancelled" : this.#state;
    if (state !== "finished") return `<Future state=${state}>`;
    return this.#failure === undefined
      ? `<Future state=finished returned ${kindOf(this.#result)}>`
      : `<Future state=finished raised ${kindOf(this.#failure.error)}>`;
  }

  describe(): string {
    return this.toString();
  }
}

function kindOf(value: unknown): string {
  if (value instanceof Error) return value.name;
  if (typeof value === "object" && value !== null) return value.constructor?.name ?? "object";
  return value === null ? "null" : typeof value;
}
