/**
 * golang.org/x/sync/errgroup: goroutines that are parts of one whole, and its first error.
 *
 * Invariants:
 * - At most as many goroutines of the group are active as its limit says. A place that becomes free goes
 *   to whoever has waited longest in `go`, whose goroutine starts at that moment.
 * - The first error stays the group's error, and cancels its context before the goroutine that failed
 *   counts as ended.
 */

import { type CancelCauseFunc, type Context, withCancelCause } from "../context/index.ts";
import { NotAFunctionError } from "../csp/errors.ts";
import type { GoroutineBody } from "../csp/go.ts";
import { type Cancel, cancellable, parkCancellable, rejected } from "../runtime/cancel.ts";
import { type Operation, operation, type Parked } from "../runtime/operation.ts";
import { GOEXIT } from "../runtime/panic.ts";
import { heldPromise, park, parkAsync, proceed, READY, ready } from "../runtime/scheduler.ts";
import { nextWaitedOnId, VALUE, type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { type Attendant, goAttended } from "./attend.ts";
import { LimitError, LimitInUseError } from "./errors.ts";
import { steps } from "./steps.ts";
import { WaitGroup, waitForGroup } from "./wait-group.ts";

/**
 * What a goroutine of a Group calls: an async function, a generator function, or a plain one. It fails by
 * throwing or, as in Go, by returning an Error (`return ctx.err()`); other values are dropped.
 */
export type MemberFunction = () => GoroutineBody | Error;

let groupWith: (cancel: CancelCauseFunc) => Group;
let going: (group: Group, fn: MemberFunction, cancel?: Cancel) => Operation<void>;
let waitSteps: (group: Group, cancel?: Cancel) => Generator<Parked, void, unknown>;

/** Goroutines that are parts of one whole. A new Group has no limit and cancels nothing. */
export class Group implements WaitedOn {
  readonly #id = nextWaitedOnId();
  readonly #members = new WaitGroup();
  readonly #blocked: WaitQueue = new WaitQueue("errgroup.Go", this);
  readonly #attendant: Attendant = {
    returned: (value) => {
      if (value instanceof Error) this.#fail(value);
      this.#ended();
    },
    threw: (error) => {
      if (error !== GOEXIT) this.#fail(error);
      this.#ended();
    },
  };
  #cancel: CancelCauseFunc | null = null;
  #limit = Number.POSITIVE_INFINITY;
  #active = 0;
  #failure: { readonly error: unknown } | null = null;

  static {
    groupWith = (cancel) => {
      const group = new Group();
      group.#cancel = cancel;
      return group;
    };
    going = (group, fn, cancel) =>
      operation(
        cancellable((g) => {
          if (group.tryGo(fn)) return true;
          g.value = fn;
          park(g, group.#blocked);
          return false;
        }, cancel),
      );
    waitSteps = function* (group, cancel) {
      yield* waitForGroup(group.#members, cancel);
      group.#finish();
    };
  }

  /**
   * Starts a goroutine that calls `fn`, and waits before that until fewer are active than the limit
   * says. Its error, if it is the first of the group, cancels the group's context and is what `wait`
   * throws; so it is no panic. In a generator goroutine: `yield* goInGroup(group, fn)` of
   * `goroutine-kit/gen`.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and `fn` is not
   * called.
   * @throws {NotAFunctionError} (as a rejection) where `fn` is no function.
   */
  go(fn: MemberFunction, cancel?: Cancel): Promise<void> {
    if (typeof fn !== "function") return Promise.reject(notAFunction("go", fn));
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    if (this.tryGo(fn)) return proceed() ? READY : heldPromise(undefined);
    if (cancel === undefined) return parkAsync(this.#blocked, VALUE, fn);
    return parkCancellable(this.#blocked, VALUE, fn, cancel);
  }

  /**
   * As `go`, if that is possible without waiting, and says whether it was. Without a limit it always is.
   *
   * @throws {NotAFunctionError} where `fn` is no function.
   */
  tryGo(fn: MemberFunction): boolean {
    if (typeof fn !== "function") throw notAFunction("tryGo", fn);
    if (this.#active >= this.#limit) return false;
    this.#start(fn);
    return true;
  }

  /**
   * Has at most `limit` goroutines of the group active at a time; a negative number takes the limit away,
   * and with 0 none starts. Those that wait in `go` start as far as the new limit lets them.
   *
   * @throws {LimitInUseError} while goroutines of the group are active.
   * @throws {LimitError} where `limit` is no whole number.
   */
  setLimit(limit: number): void {
    if (!Number.isSafeInteger(limit)) throw new LimitError(limit);
    if (this.#active > 0) throw new LimitInUseError(this.#active);
    this.#limit = limit < 0 ? Number.POSITIVE_INFINITY : limit;
    this.#admit();
  }

  /**
   * Waits until all goroutines of the group have ended, then cancels its context, and throws (as a
   * rejection) the first error of one, if there was one. In a generator goroutine: `yield* wait(group)`
   * of `goroutine-kit/gen`.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason; the group goes on.
   */
  wait(cancel?: Cancel): Promise<void> {
    return this.#members.wait(cancel).then(() => this.#finish());
  }

  describe(): string {
    return `errgroup ${this.#id} (${this.#active} of ${this.#limit} active)`;
  }

  #start(fn: MemberFunction): void {
    this.#active++;
    this.#members.add(1);
    goAttended(fn, [], this.#attendant);
  }

  // Others start before the one that has ended is counted off, so that whoever waits goes on waiting.
  #ended(): void {
    this.#active--;
    this.#admit();
    this.#members.done();
  }

  #admit(): void {
    while (this.#active < this.#limit) {
      const w = this.#blocked.shift();
      if (w === null) return;
      this.#start(w.value as MemberFunction);
      w.value = undefined;
      ready(w);
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = { error };
    this.#cancel?.(error);
  }

  #finish(): void {
    if (this.#failure !== null) throw this.#failure.error;
    this.#cancel?.();
  }
}

/**
 * A Group, and a context that comes from `parent`: cancelled when the first of the group's goroutines
 * fails, with its error as the cause, or when `wait` has ended.
 */
export function withContext(parent: Context): [group: Group, ctx: Context] {
  const [ctx, cancel] = withCancelCause(parent);
  return [groupWith(cancel), ctx];
}

function notAFunction(word: string, fn: unknown): NotAFunctionError {
  return new NotAFunctionError(`errgroup.Group.${word}`, fn);
}

/** `await group.wait()` for generator goroutines: `wait` of `goroutine-kit/gen`. */
export function waitForErrorGroup(group: Group, cancel?: Cancel): Operation<void> {
  return steps(() => waitSteps(group, cancel));
}

/**
 * `await group.go(fn)` of an errgroup, for generator goroutines.
 *
 * @param cancel breaks the wait off: the signal's reason is thrown, and `fn` is not called.
 * @throws {NotAFunctionError} where `fn` is no function.
 */
export function goInGroup(group: Group, fn: MemberFunction, cancel?: Cancel): Operation<void> {
  if (typeof fn !== "function") throw new NotAFunctionError("goInGroup", fn);
  return going(group, fn, cancel);
}
