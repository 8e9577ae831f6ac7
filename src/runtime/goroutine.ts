/**
 * Goroutines: how they start, run, end and panic, and the list of those that live.
 *
 * Invariants:
 * - A goroutine is in the list from `spawn` until it has ended; ids are never used again.
 * - Its function is called from the run queue, never from within `spawn`: as in Go, the caller goes on
 *   first.
 * - An error that escapes it reaches the panic handler exactly once. Goexit is not an error.
 */

import { throwUncaught } from "./platform.ts";
import { hold, makeRunnable, proceed, type Runnable } from "./scheduler.ts";
import { type Form, GOROUTINE, type Owner, START, THROW, Waiter } from "./waiter.ts";

/** A function that can run as a goroutine. */
export type GoroutineFunction = (...args: never[]) => unknown;

/** The iterator result of a goroutine that has parked; the scheduler knows it by identity. */
const PARKED: IteratorYieldResult<unknown> = { done: false, value: undefined };
/** The iterator result of a completed operation: read by `yield*` at once, so one serves all. */
const COMPLETED: { done: true; value: unknown } = { done: true, value: undefined };

// ------------------------------------------------------------------------------------------ list

/** What all live goroutines have. `older` and `newer` link the list. */
interface Live extends Owner {
  older: Live | null;
  newer: Live | null;
}

let newest: Live | null = null;
let count = 0;
let lastId = 0;

/** The number of goroutines that have been started and have not ended. */
export function liveCount(): number {
  return count;
}

/** All live goroutines, oldest first. */
export function liveGoroutines(): Owner[] {
  const all: Owner[] = [];
  for (let g = newest; g !== null; g = g.older) all.push(g);
  return all.reverse();
}

function enlist(g: Live): void {
  g.older = newest;
  if (newest !== null) newest.newer = g;
  newest = g;
  count++;
}

function delist(g: Live): void {
  const { older, newer } = g;
  if (newer === null) newest = older;
  else newer.older = older;
  if (older !== null) older.newer = newer;
  g.older = null;
  g.newer = null;
  count--;
}

/** The list, and the last id given out, for a simulation to put aside. */
export interface World {
  readonly newest: unknown;
  readonly count: number;
  readonly lastId: number;
}

export const emptyWorld: World = { newest: null, count: 0, lastId: 0 };

/** Puts another list in place and returns the one before. */
export function swapWorld(world: World): World {
  const before: World = { newest, count, lastId };
  newest = world.newest as Live | null;
  count = world.count;
  lastId = world.lastId;
  return before;
}

// ----------------------------------------------------------------------------------------- panic

/** An error escaped a goroutine; `cause` is that error. */
export class PanicError extends Error {
  override readonly name = "PanicError";
  /** The goroutine that panicked. */
  readonly goroutine: number;
  constructor(owner: Owner, cause: unknown) {
    const started = startStack(owner);
    super(
      `panic: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)} [goroutine ${owner.id} (${owner.name})]${started === undefined ? "" : `\nstarted by:\n${started}`}`,
      { cause },
    );
    this.goroutine = owner.id;
  }
}

type PanicHandler = (panic: PanicError) => void;
let onPanic: PanicHandler = throwUncaught;

/** Has `handler` take the errors that escape goroutines; returns the handler before. */
export function swapPanicHandler(handler: PanicHandler): PanicHandler {
  const before = onPanic;
  onPanic = handler;
  return before;
}

/** Reports an error that escaped `owner`. */
export function panic(owner: Owner, cause: unknown): void {
  onPanic(new PanicError(owner, cause));
}

/** Thrown by Goexit: ends a goroutine, running its finally blocks, and is no error. */
export const GOEXIT: unique symbol = Symbol("Goexit");

// ----------------------------------------------------------------------------------- start stacks

let startStacks: WeakMap<Owner, string> | null = null;

/** Records from now on where each goroutine is started. */
export function recordStarts(): void {
  startStacks ??= new WeakMap();
}

/** Where `owner` was started, if that was recorded. */
export function startStack(owner: Owner): string | undefined {
  return startStacks?.get(owner);
}

function recordStart(owner: Owner): void {
  const stack = new Error().stack ?? "";
  // The first frames are this module's and the caller's `go`.
  startStacks?.set(owner, stack.split("\n").slice(4).join("\n"));
}

// ------------------------------------------------------------------------------------------ spawn

const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor as FunctionConstructor;

/** Starts a goroutine that will call `fn(...args)`; returns its record. */
export function spawn(fn: GoroutineFunction, args: unknown[]): Owner {
  const g =
    fn instanceof GeneratorFunction ? new Goroutine(fn, args) : new AsyncGoroutine(fn, args);
  enlist(g);
  if (startStacks !== null) recordStart(g);
  makeRunnable(g);
  return g;
}

function nameOf(fn: GoroutineFunction): string {
  return fn.name === "" ? "anonymous" : fn.name;
}

/** A generator goroutine. It is its own waiter while it waits for one thing, and the iterator of
 * the operation it performs. */
export class Goroutine extends Waiter implements Runnable, Live {
  readonly id: number;
  older: Live | null = null;
  newer: Live | null = null;
  /** Set by an operation that has parked it, until the scheduler has been told. */
  parking = false;
  readonly #fn: GoroutineFunction;
  #body: Generator<unknown, unknown, unknown> | null = null;

  constructor(fn: GoroutineFunction, args: unknown[], id: number = ++lastId) {
    super(START, null, null);
    this.id = id;
    this.#fn = fn;
    this.value = args;
  }

  get name(): string {
    return nameOf(this.#fn);
  }

  /** Makes a goroutine of a generator object that `fn` has returned. */
  static of(
    fn: GoroutineFunction,
    body: Generator<unknown, unknown, unknown>,
    id: number,
  ): Goroutine {
    const g = new Goroutine(fn, [], id);
    g.value = undefined;
    g.form = GOROUTINE;
    g.#body = body;
    return g;
  }

  /** As the iterator of an operation: first whether it parked, then its result. */
  next(): IteratorResult<unknown, unknown> {
    if (this.parking) {
      this.parking = false;
      return PARKED;
    }
    const value = this.value;
    this.value = undefined;
    if (this.form === GOROUTINE) {
      COMPLETED.value = value;
      return COMPLETED;
    }
    const failed = this.form === THROW;
    this.form = GOROUTINE;
    if (failed) throw value;
    COMPLETED.value = { value, ok: this.ok };
    return COMPLETED;
  }

  run(): void {
    try {
      const body = this.#body ?? this.#begin();
      const step = body.next();
      if (step === PARKED) return;
      if (step.done === true) delist(this);
      else this.#refuse(body, step.value);
    } catch (error) {
      delist(this);
      if (error !== GOEXIT) panic(this, error);
    }
  }

  #begin(): Generator<unknown, unknown, unknown> {
    const args = this.value as never[];
    this.value = undefined;
    this.form = GOROUTINE;
    const body = this.#fn(...args) as Generator<unknown, unknown, unknown>;
    this.#body = body;
    return body;
  }

  // Thrown where it yields, so that the error's stack is of use and its finally blocks run.
  #refuse(body: Generator<unknown, unknown, unknown>, yielded: unknown): void {
    const step = body.throw(new YieldError(yielded));
    if (step === PARKED) return;
    if (step.done === true) delist(this);
    else this.#refuse(body, step.value);
  }
}

/** A goroutine yielded something that is no operation. */
export class YieldError extends TypeError {
  override readonly name = "YieldError";
  constructor(yielded: unknown) {
    super(
      `a goroutine yielded ${describe(yielded)}: only operations can be waited for, with yield* (yield* recv(ch), not yield ch.recv())`,
    );
  }
}

/** A goroutine's function returned an async generator, which nobody would run. */
export class AsyncGeneratorError extends TypeError {
  override readonly name = "AsyncGeneratorError";
  constructor(name: string) {
    super(`go: ${name} is an async generator; a goroutine is an async function or a generator`);
  }
}

/** A value as an error message shows it. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return `function ${value.name || "anonymous"}`;
  if (typeof value === "object" && value !== null) {
    return `an object of class ${value.constructor?.name ?? "null"}`;
  }
  return typeof value === "bigint" ? `${value}n` : String(value);
}

/** A goroutine whose function is async, or plain. */
class AsyncGoroutine implements Runnable, Live {
  later: unknown = null;
  readonly form: Form = START;
  readonly id: number = ++lastId;
  older: Live | null = null;
  newer: Live | null = null;
  readonly #fn: GoroutineFunction;
  #args: unknown[] | null;

  constructor(fn: GoroutineFunction, args: unknown[]) {
    this.#fn = fn;
    this.#args = args;
  }

  get name(): string {
    return nameOf(this.#fn);
  }

  run(): void {
    const args = this.#args as never[];
    this.#args = null;
    let result: unknown;
    try {
      result = this.#fn(...args);
    } catch (error) {
      this.#end(error);
      return;
    }
    if (typeof result !== "object" || result === null) delist(this);
    else if (isThenable(result)) this.#follow(result);
    else if (isGenerator(result)) this.#become(result);
    else if (Symbol.asyncIterator in result) this.#end(new AsyncGeneratorError(this.name));
    else delist(this);
  }

  #follow(promise: PromiseLike<unknown>): void {
    promise.then(
      () => delist(this),
      (error) => this.#end(error),
    );
  }

  #become(body: Generator<unknown, unknown, unknown>): void {
    delist(this);
    const g = Goroutine.of(this.#fn, body, this.id);
    enlist(g);
    if (proceed()) makeRunnable(g);
    else hold(g);
  }

  #end(error: unknown): void {
    delist(this);
    if (error !== GOEXIT) panic(this, error);
  }
}

function isThenable(value: object): value is PromiseLike<unknown> {
  return "then" in value && typeof value.then === "function";
}

function isGenerator(value: object): value is Generator<unknown, unknown, unknown> {
  return "next" in value && Symbol.iterator in value && typeof value.next === "function";
}
