/**
 * How goroutines and threads take a step at a gate that may have to wait: the one way in for async functions,
 * for generators, and for threads that block.
 *
 * Invariants:
 * - A wait ends once: with what the gate has ended it with, or broken off. What another thread had decided
 *   before it was to be broken off stays decided.
 * - What a thread that has died has broken is told by a WorkerDiedError: from every way in.
 * - A goroutine that waits stands in a queue of this thread too, so that reports can name it; and the queue
 *   refers to the handle, so that what is waited for is not disposed of.
 */

import { type Cancel, rejected, signalOf } from "../../runtime/cancel.ts";
import { now, startTimer } from "../../runtime/clock.ts";
import { type Operation, operation } from "../../runtime/operation.ts";
import { asyncWaiter, fail, heldPromise, park, proceed, ready } from "../../runtime/scheduler.ts";
import { VALUE, type Waiter, type WaitQueue } from "../../runtime/waiter.ts";
import type { Agent } from "../agent.ts";
import { MustNotBlockError } from "../errors.ts";
import { mayBlock } from "../futex.ts";
import { lossError } from "../operations.ts";
import { DIED } from "../ticket.ts";
import { WorkerDiedError } from "../worker-died-error.ts";
import { attempt, begin, finish, nobodyElse, type Step, WOULD_WAIT, withdraw } from "./gate.ts";

/** What is known of a way into a gate. */
export interface Way<T> {
  /** The step that is taken. */
  readonly step: Step;
  /** Where this thread's goroutines stand while they wait. */
  readonly queue: WaitQueue;
  /**
   * What it means to who came that the step, or the wait, has ended with `outcome`: its value, or an error
   * that is thrown.
   */
  readonly conclude: (outcome: number, amount: number) => T;
  /** The step to be taken when a wait was broken off; by default nobody minds. */
  readonly abandoned?: Step;
}

export class Entrance<T> {
  readonly #agent: Agent;
  readonly #gate: number;
  readonly #way: Way<T>;
  readonly #abandoned: Step;
  // The value that came last, and its promise: it is mostly the same.
  #value: T | undefined = undefined;
  #promise: Promise<T> | null = null;

  /** @param gate the address of the gate. */
  constructor(agent: Agent, gate: number, way: Way<T>) {
    this.#agent = agent;
    this.#gate = gate;
    this.#way = way;
    this.#abandoned = way.abandoned ?? nobodyElse;
  }

  /** Takes the step if that is possible without waiting: DONE, a refusal, or WOULD_WAIT. */
  attempt(by: number, amount = 0): number {
    return attempt(this.#agent.thread, this.#gate, this.#way.step, by, amount);
  }

  /** Takes the step if that is possible without waiting; else what `late` answers or throws comes of it. */
  tryNow(late: () => T, by: number, amount = 0): T {
    const outcome = this.attempt(by, amount);
    return outcome === WOULD_WAIT ? late() : this.#way.conclude(outcome, amount);
  }

  /**
   * Takes the step: DONE, a refusal, or the ticket of a wait, which is greater than 0. It is to be given to one of
   * `wait`, `waitOperation`, `waitBlocking` and `leave`, before anything else happens on this thread.
   */
  begin(by: number, amount = 0): number {
    return begin(this.#agent.thread, this.#gate, this.#way.step, by, amount);
  }

  /** Breaks off the wait of `ticket`; false where it has ended already. */
  leave(ticket: number): boolean {
    return withdraw(this.#agent.thread, this.#gate, ticket, this.#abandoned);
  }

  // ---------------------------------------------------------------------- for async functions

  /** Takes the step; `cancel` breaks off the wait, and the promise rejects with its reason. */
  enter(by: number, amount = 0, cancel?: Cancel): Promise<T> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    try {
      const begun = this.begin(by, amount);
      return begun <= 0 ? this.#concluded(begun, amount) : this.wait(begun, amount, cancel);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Waits until the wait of `ticket` has ended. */
  wait(ticket: number, amount = 0, cancel?: Cancel): Promise<T> {
    const { waiter, promise } = asyncWaiter<T>(VALUE);
    this.#park(ticket, waiter, amount, cancel);
    return promise;
  }

  /**
   * Takes the step if that is possible within `timeoutMs` milliseconds; else it is not taken, and what `late`
   * answers or throws is what comes of it.
   */
  enterWithin(timeoutMs: number, late: () => T, by: number, amount = 0): Promise<T> {
    try {
      const begun = this.begin(by, amount);
      return begun <= 0
        ? this.#concluded(begun, amount)
        : this.waitWithin(begun, timeoutMs, late, amount);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Waits until the wait of `ticket` has ended, for `timeoutMs` milliseconds at most; see `enterWithin`. */
  waitWithin(ticket: number, timeoutMs: number, late: () => T, amount = 0): Promise<T> {
    const { waiter, promise } = asyncWaiter<T>(VALUE);
    const timer = startTimer(timeoutMs, () => {
      if (this.#breakOff(ticket, waiter)) letGo(waiter, late);
    });
    this.#await(ticket, waiter, amount, () => timer.stop());
    return promise;
  }

  // The value of a wait, or a step, that has ended.
  #conclude(outcome: number, amount: number): T {
    if (outcome === DIED) throw lossError();
    return this.#way.conclude(outcome, amount);
  }

  #concluded(outcome: number, amount: number): Promise<T> {
    let value: T;
    try {
      value = this.#conclude(outcome, amount);
    } catch (error) {
      return Promise.reject(error);
    }
    if (!proceed()) return heldPromise(value);
    if (this.#promise === null || this.#value !== value) {
      this.#value = value;
      this.#promise = Promise.resolve(value);
    }
    return this.#promise;
  }

  // ------------------------------------------------------------------ for generator goroutines

  /** The operation that takes the step; `cancel` breaks off the wait, and its reason is thrown. */
  operation(by: number, amount = 0, cancel?: Cancel): Operation<T> {
    return operation((g) => {
      if (cancel !== undefined && signalOf(cancel).aborted) throw signalOf(cancel).reason;
      const begun = this.begin(by, amount);
      if (begun > 0) {
        this.#park(begun, g, amount, cancel);
        return false;
      }
      g.value = this.#way.conclude(begun, amount);
      return true;
    });
  }

  /** The operation that waits until the wait of `ticket` has ended; to be performed at once. */
  waitOperation(ticket: number, amount = 0, cancel?: Cancel): Operation<T> {
    return operation((g) => {
      this.#park(ticket, g, amount, cancel);
      return false;
    });
  }

  // ---------------------------------------------------------------------- waiting, and its end

  #park(ticket: number, w: Waiter, amount: number, cancel: Cancel | undefined): void {
    if (cancel === undefined) {
      this.#await(ticket, w, amount, () => {});
      return;
    }
    const signal = signalOf(cancel);
    const abort = () => {
      if (this.#breakOff(ticket, w)) fail(w, signal.reason);
    };
    signal.addEventListener("abort", abort);
    this.#await(ticket, w, amount, () => signal.removeEventListener("abort", abort));
  }

  #await(ticket: number, w: Waiter, amount: number, disarm: () => void): void {
    const { loop, thread } = this.#agent;
    const { queue } = this.#way;
    park(w, queue);
    loop.await(ticket, () => {
      disarm();
      queue.remove(w);
      const outcome = finish(thread, ticket);
      letGo(w, () => this.#conclude(outcome, amount));
    });
  }

  #breakOff(ticket: number, w: Waiter): boolean {
    const { loop } = this.#agent;
    try {
      if (!this.leave(ticket)) return false;
    } catch (error) {
      // The gate is broken by a thread that has died: the notice of that ends the wait.
      if (error instanceof WorkerDiedError) return false;
      throw error;
    }
    loop.forget(ticket);
    this.#way.queue.remove(w);
    return true;
  }

  // ----------------------------------------------------------------- for threads that block

  /**
   * Takes the step, and blocks the thread as long as it must wait.
   *
   * @param word what blocks, for the error.
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  block(word: string, by: number, amount = 0): T {
    checkMayBlock(word);
    const begun = this.begin(by, amount);
    return begun <= 0 ? this.#way.conclude(begun, amount) : this.waitBlocking(begun, amount);
  }

  /** Blocks until the wait of `ticket` has ended. */
  waitBlocking(ticket: number, amount = 0): T {
    const { thread } = this.#agent;
    thread.await(ticket);
    return this.#conclude(finish(thread, ticket), amount);
  }

  /** As `block`, for `timeoutMs` milliseconds at most; see `enterWithin`. */
  blockWithin(word: string, timeoutMs: number, late: () => T, by: number, amount = 0): T {
    checkMayBlock(word);
    const begun = this.begin(by, amount);
    return begun <= 0
      ? this.#way.conclude(begun, amount)
      : this.waitBlockingWithin(begun, timeoutMs, late, amount);
  }

  /** Blocks until the wait of `ticket` has ended, for `timeoutMs` milliseconds at most. */
  waitBlockingWithin(ticket: number, timeoutMs: number, late: () => T, amount = 0): T {
    const { thread } = this.#agent;
    const endMs = now() + timeoutMs;
    if (!thread.awaitWithin(ticket, () => endMs - now())) {
      if (this.leave(ticket)) return late();
      thread.await(ticket);
    }
    return this.#conclude(finish(thread, ticket), amount);
  }
}

/** @throws {MustNotBlockError} on a thread that must not block. */
export function checkMayBlock(word: string): void {
  if (!mayBlock) throw new MustNotBlockError(word);
}

function letGo<T>(w: Waiter, conclude: () => T): void {
  let value: T;
  try {
    value = conclude();
  } catch (error) {
    fail(w, error);
    return;
  }
  w.value = value;
  ready(w);
}
