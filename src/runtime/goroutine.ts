/**
 * Goroutines: how they start, run and end.
 *
 * Invariants:
 * - Its function is called from the run queue, never from within `spawn`: as in Go, the caller goes on
 *   first.
 * - A generator goroutine is its own waiter while it waits for one thing, and the iterator of the
 *   operation it performs: waiting allocates nothing.
 */

import { callerStack } from "./frames.ts";
import { delist, enlist, type Live, nameOf, nextId } from "./live.ts";
import { panic, recordingStarts, recordStart, startStack } from "./panic.ts";
import {
  enqueueStart,
  type GoroutineFunction,
  promiseResolved,
  type Runnable,
  runOne,
  setBegin,
} from "./runqueue.ts";
import { makeRunnable } from "./scheduler.ts";
import { simulated } from "./turn.ts";
import { type Form, GOROUTINE, type Owner, PARKING, START, THROW, Waiter } from "./waiter.ts";

type Body = Generator<unknown, unknown, unknown>;

/** What a goroutine that has parked yields; nobody else can. */
const PARK = Symbol("parked");
/**
 * The iterator result of a goroutine that has parked. The scheduler knows it by identity, and by its
 * value where `yield*` hands on a copy: JavaScriptCore does, though the standard says otherwise.
 */
const PARKED: IteratorYieldResult<unknown> = { done: false, value: PARK };
/** The iterator result of a completed operation: read by `yield*` at once, so one serves all. */
const COMPLETED: { done: true; value: unknown } = { done: true, value: undefined };

const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor as FunctionConstructor;

/** Starts a goroutine that will call `fn(...args)`. */
export function spawn(fn: GoroutineFunction, args: unknown[]): void {
  if (recordingStarts() || simulated) spawnRecorded(fn, args);
  else enqueueStart(fn, args);
}

/** As `spawn`, with the goroutine's record made at once. */
function spawnRecorded(fn: GoroutineFunction, args: unknown[]): Owner {
  const g = record(fn, args);
  if (recordingStarts()) recordStart(g, callerStack());
  makeRunnable(g);
  return g;
}

function record(fn: GoroutineFunction, args: unknown[]): Runnable & Live {
  const g =
    fn instanceof GeneratorFunction ? new Goroutine(fn, args) : new AsyncGoroutine(fn, args);
  enlist(g);
  return g;
}

setBegin((fn, args) => runOne(record(fn, args)));

/** A generator goroutine. */
export class Goroutine extends Waiter implements Runnable, Live {
  readonly id: number;
  older: Live | null = null;
  newer: Live | null = null;
  readonly #fn: GoroutineFunction;

  constructor(fn: GoroutineFunction, args: unknown[], id: number = nextId()) {
    super(START, null);
    this.id = id;
    this.#fn = fn;
    this.value = args;
  }

  get name(): string {
    return nameOf(this.#fn);
  }

  override get owner(): Owner {
    return this;
  }

  /** As the iterator of an operation: first whether it parked, then its result. */
  next(): IteratorResult<unknown, unknown> {
    const { form, value } = this;
    if (form === GOROUTINE) {
      this.value = undefined;
      COMPLETED.value = value;
      return COMPLETED;
    }
    if (form >= PARKING) {
      this.form = (form - PARKING) as Form;
      return PARKED;
    }
    this.value = undefined;
    this.form = GOROUTINE;
    if (form === THROW) throw value;
    COMPLETED.value = { value, ok: this.ok };
    return COMPLETED;
  }

  run(): void {
    try {
      const body = (this.resume as Body | null) ?? this.#begin();
      let step = body.next();
      while (step !== PARKED && step.value !== PARK && step.done !== true) {
        // Thrown where it yields, so that the error's stack is of use and its finally blocks run.
        step = body.throw(new YieldError(step.value));
      }
      if (step !== PARKED && step.done === true) delist(this);
    } catch (error) {
      if (delist(this)) panic(this, error);
    }
  }

  /** Runs `body`, which its function has returned already. */
  adopt(body: Body): void {
    this.value = undefined;
    this.form = GOROUTINE;
    this.resume = body;
  }

  #begin(): Body {
    const args = this.value as never[];
    this.value = undefined;
    this.form = GOROUTINE;
    const body = this.#fn(...args) as Body;
    this.resume = body;
    return body;
  }
}

/** A goroutine whose function is async, or plain. */
class AsyncGoroutine implements Runnable, Live {
  readonly id: number = nextId();
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

  get form(): Form {
    return START;
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
    promiseResolved(); // it may have ended already
    // Bound, not closures: they live as long as the goroutine, and are a third smaller.
    promise.then(ended.bind(null, this), failed.bind(null, this));
  }

  // A plain function that returned a generator, as `() => worker(3)` does: the same goroutine, in the
  // other kind of record.
  #become(body: Body): void {
    const started = startStack(this);
    delist(this);
    const g = new Goroutine(this.#fn, [], this.id);
    enlist(g);
    if (started !== undefined) recordStart(g, started);
    g.adopt(body);
    runOne(g);
  }

  #end(error: unknown): void {
    failed(this, error);
  }
}

function ended(g: Live): void {
  delist(g);
}

function failed(g: Live, error: unknown): void {
  if (delist(g)) panic(g, error);
}

/** Whether it is a promise, or something like one. */
export function isThenable(value: object): value is PromiseLike<unknown> {
  return "then" in value && typeof value.then === "function";
}

/** Whether it is the generator that a generator function has returned. */
export function isGenerator(value: object): value is Body {
  return "next" in value && Symbol.iterator in value && typeof value.next === "function";
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
