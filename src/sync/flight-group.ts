/**
 * golang.org/x/sync/singleflight: of many who want the same at the same time, one gets it for all.
 *
 * Invariants:
 * - At most one call a key is in flight that is not forgotten.
 * - A call runs in a goroutine of its own, so one of its callers may be cancelled and leave it to the
 *   others. (Go runs it in the first caller's, which nothing can cancel.)
 * - However it ends, every caller hears of it: all return, all throw the same error, or all Goexit.
 */

import { chan } from "../csp/chan.ts";
import { type Chan, type RecvChan } from "../csp/directions.ts";
import { NotAFunctionError } from "../csp/errors.ts";
import { type Cancel, cancellable, parkCancellable, rejected } from "../runtime/cancel.ts";
import { describe } from "../runtime/goroutine.ts";
import { type Operation, operation, type Parked } from "../runtime/operation.ts";
import { GOEXIT } from "../runtime/panic.ts";
import { fail, park, parkAsync, ready } from "../runtime/scheduler.ts";
import { VALUE, type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { type Attendant, goAttended } from "./attend.ts";
import { GoexitCalledError } from "./errors.ts";

/** What a function given to a Group may be: async, a generator function, or plain. */
export type Fetch<V> = () => PromiseLike<V> | Generator<Parked, V, unknown> | V;

/** What `do` gives. */
export interface Flight<V> {
  /** What the function returned. */
  readonly value: V;
  /** Whether it was given to several callers. */
  readonly shared: boolean;
}

/** What comes out of the channel of `doChan`: Go's singleflight.Result. */
export type Result<V> =
  | { readonly value: V; readonly err: undefined; readonly shared: boolean }
  | { readonly value: undefined; readonly err: unknown; readonly shared: boolean };

let join: <K, V>(group: Group<K, V>, key: K, fn: Fetch<V>) => Call<K, V>;

/** A kind of work, where calls with the same key at the same time are one. */
export class Group<K = string, V = unknown> {
  readonly #calls = new Map<K, Call<K, V>>();

  static {
    join = (group, key, fn) => group.#join(key, fn);
  }

  /**
   * Calls `fn`, in a goroutine of its own, and gives what it returns. If a call with the same key is in
   * flight, waits for that and gives what it returns; its error is thrown to all, and where it calls
   * Goexit, all Goexit. In a generator goroutine: `yield* doOnce(group, key, fn)` of
   * `goroutine-kit/gen`.
   *
   * @param key compared as the keys of a Map.
   * @param cancel breaks off the wait of this caller: the promise rejects with the signal's reason, and
   * the call goes on, for whoever else waits or comes.
   * @throws {NotAFunctionError} (as a rejection) where `fn` is no function.
   */
  do(key: K, fn: Fetch<V>, cancel?: Cancel): Promise<Flight<V>> {
    if (typeof fn !== "function") return Promise.reject(notAFunction("do", fn));
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const { waiters } = this.#join(key, fn);
    if (cancel === undefined) return parkAsync(waiters, VALUE);
    return parkCancellable(waiters, VALUE, undefined, cancel);
  }

  /**
   * As `do`, with a channel that the result will be in. What `fn` throws is its `err`, and a Goexit is a
   * GoexitCalledError, where Go would leave the receiver waiting. The channel is not closed.
   *
   * @throws {NotAFunctionError} where `fn` is no function.
   */
  doChan(key: K, fn: Fetch<V>): RecvChan<Result<V>> {
    if (typeof fn !== "function") throw notAFunction("doChan", fn);
    const results = chan<Result<V>>(1);
    this.#join(key, fn).channels.push(results);
    return results;
  }

  /** Forgets the call in flight: who comes with this key from now on begins another. */
  forget(key: K): void {
    this.#calls.delete(key);
  }

  #join(key: K, fn: Fetch<V>): Call<K, V> {
    const inFlight = this.#calls.get(key);
    if (inFlight !== undefined) {
      inFlight.shared = true;
      return inFlight;
    }
    const call = new Call<K, V>(this.#calls, key);
    this.#calls.set(key, call);
    goAttended(fn, [], call);
    return call;
  }
}

/** A call in flight. */
class Call<K, V> implements Attendant, WaitedOn {
  shared = false;
  readonly waiters: WaitQueue = new WaitQueue("singleflight.Do", this);
  readonly channels: Chan<Result<V>>[] = [];
  readonly #calls: Map<K, Call<K, V>>;
  readonly #key: K;

  constructor(calls: Map<K, Call<K, V>>, key: K) {
    this.#calls = calls;
    this.#key = key;
  }

  readonly returned = (value: unknown): void => {
    this.#land();
    const { shared } = this;
    const flight: Flight<V> = { value: value as V, shared };
    for (let w = this.waiters.shift(); w !== null; w = this.waiters.shift()) {
      w.value = flight;
      ready(w);
    }
    // Each has room for the one result.
    for (const ch of this.channels) ch.trySend({ value: value as V, err: undefined, shared });
  };

  readonly threw = (error: unknown): void => {
    this.#land();
    const { shared } = this;
    for (let w = this.waiters.shift(); w !== null; w = this.waiters.shift()) fail(w, error);
    const err = error === GOEXIT ? new GoexitCalledError() : error;
    for (const ch of this.channels) ch.trySend({ value: undefined, err, shared });
  };

  describe(): string {
    return describe(this.#key);
  }

  #land(): void {
    if (this.#calls.get(this.#key) === this) this.#calls.delete(this.#key);
  }
}

function notAFunction(word: string, fn: unknown): NotAFunctionError {
  return new NotAFunctionError(`singleflight.Group.${word}`, fn);
}

/** `await group.do(key, fn)` for generator goroutines: `doOnce` of `goroutine-kit/gen`. */
export function flightOperation<K, V>(
  group: Group<K, V>,
  key: K,
  fn: Fetch<V>,
  cancel?: Cancel,
): Operation<Flight<V>> {
  if (typeof fn !== "function") throw new NotAFunctionError("doOnce", fn);
  return operation(
    cancellable((g) => {
      park(g, join(group, key, fn).waiters);
      return false;
    }, cancel),
  );
}
