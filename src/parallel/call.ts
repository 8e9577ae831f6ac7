/**
 * Calls of parallel functions that are under way on workers, as the thread that made them has them.
 *
 * Invariants:
 * - A call ends once: it returns, it throws, or its worker is gone.
 * - Its number is used again when it has ended, so numbers stay small.
 */

import { asyncWaiter, fail, park, ready } from "../runtime/scheduler.ts";
import { VALUE, type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import type { Agent } from "../workers/index.ts";
import { takeBody } from "./body.ts";
import { type Carried, carriedHome } from "./carried-error.ts";
import { TooManyCallsError } from "./errors.ts";
import { MOST_CALLS, THREW } from "./message.ts";

/** Hears, once, how a call has ended. */
export interface Caller {
  /** The name of the function, for messages. */
  readonly name: string;
  /** Whether it is of interest what the function returns. */
  readonly listens: boolean;
  /** It has ended on a worker, which says how: a message of that kind, whose body is in the slot `body`. */
  answered(kind: number, body: Int32Array | null, where: string): void;
  /** It could not be run to its end. */
  failed(error: Error): void;
}

/** The calls under way, by number from 1. */
export class Calls<C extends object> {
  readonly #calls: (C | null)[] = [null];
  readonly #free: number[] = [];

  /** How many there are. */
  get size(): number {
    return this.#calls.length - 1 - this.#free.length;
  }

  /**
   * Adds a call; answers its number.
   *
   * @throws {TooManyCallsError} where there is none left.
   */
  add(call: C): number {
    const free = this.#free.pop();
    if (free !== undefined) {
      this.#calls[free] = call;
      return free;
    }
    if (this.#calls.length >= MOST_CALLS) throw new TooManyCallsError(MOST_CALLS);
    return this.#calls.push(call) - 1;
  }

  get(number: number): C | null {
    return this.#calls[number] ?? null;
  }

  remove(number: number): void {
    this.#calls[number] = null;
    this.#free.push(number);
  }

  /** Those for which `is` holds, with their numbers. */
  filter(is: (call: C) => boolean): [number: number, call: C][] {
    const found: [number, C][] = [];
    this.#calls.forEach((call, number) => {
      if (call !== null && is(call)) found.push([number, call]);
    });
    return found;
  }
}

const elsewhere: WaitedOn = { describe: () => "" };
const underWay: WaitQueue = new WaitQueue("parallel goroutine", elsewhere);

/** A goroutine of this thread that waits for a call to end. */
export class WaitingCaller<R> implements Caller {
  readonly name: string;
  readonly listens: boolean;
  readonly promise: Promise<R>;
  readonly #agent: Agent;
  readonly #waiter: Waiter;

  constructor(agent: Agent, name: string, listens: boolean) {
    const { waiter, promise } = asyncWaiter<R>(VALUE);
    this.name = name;
    this.listens = listens;
    this.promise = promise;
    this.#agent = agent;
    this.#waiter = waiter;
  }

  /** Has the goroutine wait from now on: its call is under way. */
  wait(): void {
    park(this.#waiter, underWay);
  }

  answered(kind: number, body: Int32Array | null, where: string): void {
    if (body === null) {
      this.#end(undefined);
      return;
    }
    const told = (value: unknown): void => {
      if (kind === THREW) this.#fail(carriedHome(value as Carried, where));
      else this.#end((value as unknown[])[0]);
    };
    takeBody(this.#agent, body, told, (error) => this.#fail(error));
  }

  failed(error: Error): void {
    this.#fail(error);
  }

  #end(value: unknown): void {
    this.#waiter.queue?.remove(this.#waiter);
    this.#waiter.value = value;
    ready(this.#waiter);
  }

  #fail(error: unknown): void {
    this.#waiter.queue?.remove(this.#waiter);
    fail(this.#waiter, error);
  }
}
