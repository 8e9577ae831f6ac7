/**
 * The words of generator goroutines that serve several things: each picks by what it is given.
 */

import type { GoroutineBody } from "../csp/go.ts";
import type { Cancel } from "../runtime/cancel.ts";
import type { Operation } from "../runtime/operation.ts";
import { Cond, waitForCond } from "./cond.ts";
import { Group as Errgroup, waitForErrorGroup } from "./error-group.ts";
import { NotOnceError, NotWaitableError } from "./errors.ts";
import { type Fetch, type Flight, flightOperation, Group as Singleflight } from "./flight-group.ts";
import { DOING, type ForeignOnce, type ForeignWaitable, offers, WAITING } from "./foreign.ts";
import { Once, onceOperation } from "./once.ts";
import { WaitGroup, waitForGroup } from "./wait-group.ts";

/**
 * For generator goroutines, `await x.wait()`: waits until the counter of a WaitGroup is zero, until a Cond
 * wakes it, with its Locker held again, or until all goroutines of an errgroup have ended. Throws what
 * the method rejects with.
 *
 * @param cancel breaks the wait off: the signal's reason is thrown.
 * @throws {NotWaitableError} where it is none of these.
 */
export function wait(
  on: WaitGroup | Cond | Errgroup | ForeignWaitable,
  cancel?: Cancel,
): Operation<void> {
  if (on instanceof WaitGroup) return waitForGroup(on, cancel);
  if (on instanceof Cond) return waitForCond(on, cancel);
  if (on instanceof Errgroup) return waitForErrorGroup(on, cancel);
  if (offers(on, WAITING)) return on[WAITING](cancel);
  throw new NotWaitableError(on);
}

/**
 * For generator goroutines, `await once.do(fn)` and `await group.do(key, fn)` of a singleflight (`do` is
 * no name for a function). `fn` may be a generator function, async, or plain.
 *
 * @param cancel breaks off the wait for a call of another: the signal's reason is thrown.
 * @throws {NotOnceError} where it is neither.
 * @throws {NotAFunctionError} where `fn` is no function.
 */
export function doOnce(
  once: Once | ForeignOnce,
  fn: () => GoroutineBody,
  cancel?: Cancel,
): Operation<void>;
export function doOnce<K, V>(
  group: Singleflight<K, V>,
  key: K,
  fn: Fetch<V>,
  cancel?: Cancel,
): Operation<Flight<V>>;
export function doOnce(on: unknown, ...args: unknown[]): Operation<unknown> {
  if (on instanceof Once) return onceOperation(on, ...(args as [() => GoroutineBody, Cancel?]));
  if (on instanceof Singleflight) {
    return flightOperation(on, ...(args as [unknown, Fetch<unknown>, Cancel?]));
  }
  if (offers(on, DOING)) return on[DOING](...(args as [() => GoroutineBody, Cancel?]));
  throw new NotOnceError(on);
}
