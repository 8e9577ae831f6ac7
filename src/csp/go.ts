/**
 * `go`: starts a goroutine. And what a goroutine can do about itself: let others run, or end.
 *
 * Invariants:
 * - A goroutine begins in the run queue: `go` returns before it has run.
 * - An error that escapes it is not swallowed: it becomes an uncaught exception, a PanicError.
 */

import { spawn } from "../runtime/goroutine.ts";
import { callLate } from "../runtime/late.ts";
import { liveCount } from "../runtime/live.ts";
import { type Operation, operation, type Parked } from "../runtime/operation.ts";
import { GOEXIT } from "../runtime/panic.ts";
import type { GoroutineFunction } from "../runtime/runqueue.ts";
import { heldPromise, makeRunnable, proceed, READY } from "../runtime/scheduler.ts";
import { NotAFunctionError } from "./errors.ts";
import "../runtime/trace.ts";

/**
 * What the function of a goroutine may return: a promise (it is an async function), the generator of a
 * function* that yields nothing but operations, or nothing of interest.
 */
export type GoroutineBody =
  | PromiseLike<unknown>
  | Generator<Parked, unknown, unknown>
  // biome-ignore lint/suspicious/noConfusingVoidType: a plain function is a goroutine too.
  | void
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | symbol;

/** The name of the method of a function that runs elsewhere than on this thread. */
export const SHIP: unique symbol = Symbol("ship");

/** A function whose goroutines run elsewhere. */
export interface Shipped {
  /** Starts it there with these arguments; gives the function of a goroutine that waits for its end. */
  [SHIP](args: unknown[]): GoroutineFunction;
}

/**
 * Starts a goroutine that calls `fn(...args)`: an async function, a generator function, or a plain
 * one. The arguments are evaluated now, the function is called later, after the caller has gone on or
 * waits. What it returns is dropped; an error that escapes it is an uncaught exception that names it. Where
 * `fn` was made by `parallel` of `goroutine-kit/parallel`, it runs on a worker thread.
 *
 * @throws {NotAFunctionError} where `fn` is no function.
 * @throws {CannotCrossError} where it runs on a worker, and an argument cannot cross to another thread.
 */
export function go<A extends unknown[]>(fn: (...args: A) => GoroutineBody, ...args: A): void {
  if (typeof fn !== "function") throw new NotAFunctionError("go", fn);
  if (SHIP in fn) spawn((fn as unknown as Shipped)[SHIP](args), []);
  else spawn(fn, args);
}

/** Go's runtime.NumGoroutine: how many goroutines have been started and have not ended. */
export function NumGoroutine(): number {
  return liveCount();
}

/**
 * Go's runtime.Goexit: ends the calling goroutine, running its `finally` blocks, as if its function
 * had returned. It works by throwing; a `catch` that does not throw on will stop it.
 */
export function Goexit(): never {
  throw GOEXIT;
}

/**
 * Go's runtime.Gosched: lets the goroutines that are ready run first. In a generator goroutine:
 * `yield* Gosched()` of `goroutine-kit/gen`.
 */
export function Gosched(): Promise<void> {
  callLate();
  // Those that are ready are in the queue of promise jobs, or have the run queue's job in it.
  return proceed() ? READY : heldPromise(undefined);
}

/** `Gosched` for generator goroutines. */
export function goschedOperation(): Operation<void> {
  return gosched;
}

const gosched = operation<void>((g) => {
  callLate();
  makeRunnable(g);
  return false;
});
