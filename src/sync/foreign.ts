/**
 * Locks, wait groups and the like of other kinds than this room's, where the words of generator goroutines meet
 * them: those that threads share. `yield* lock(mu)` reads the same whatever `mu` is.
 *
 * Invariant: such an object makes its operations itself, by a method under one of these names; this room knows
 * nothing else about it.
 */

import type { GoroutineBody } from "../csp/go.ts";
import type { Cancel } from "../runtime/cancel.ts";
import type { Operation } from "../runtime/operation.ts";
import type { Guard, Permit } from "./guard.ts";

/** Names the operation of `lock`. */
export const LOCKING: unique symbol = Symbol("lock");
/** Names the operation of `rLock`. */
export const READ_LOCKING: unique symbol = Symbol("rLock");
/** Names the operation of `wait`. */
export const WAITING: unique symbol = Symbol("wait");
/** Names the operation of `acquire`. */
export const ACQUIRING: unique symbol = Symbol("acquire");
/** Names the operation of `doOnce`. */
export const DOING: unique symbol = Symbol("doOnce");

export interface ForeignLocker {
  [LOCKING](cancel?: Cancel): Operation<Guard>;
}

export interface ForeignRWLocker {
  [READ_LOCKING](cancel?: Cancel): Operation<Guard>;
}

export interface ForeignWaitable {
  [WAITING](cancel?: Cancel): Operation<void>;
}

export interface ForeignSemaphore {
  [ACQUIRING](weight: number, cancel?: Cancel): Operation<Permit>;
}

export interface ForeignOnce {
  [DOING](fn: () => GoroutineBody, cancel?: Cancel): Operation<void>;
}

/** What has an operation of each name. */
interface Offers {
  [LOCKING]: ForeignLocker;
  [READ_LOCKING]: ForeignRWLocker;
  [WAITING]: ForeignWaitable;
  [DOING]: ForeignOnce;
}

/** Whether `on` has an operation of that name. */
export function offers<N extends keyof Offers>(on: unknown, name: N): on is Offers[N] {
  return typeof on === "object" && on !== null && name in on;
}
