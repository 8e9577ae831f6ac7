/**
 * Calling a function of any kind, async, generator or plain, from a goroutine of either kind, and
 * waiting for its end.
 *
 * Invariants:
 * - It is called at once, in the goroutine that calls.
 * - What it returns or throws, the caller gets.
 * - A kind runs as its own: a generator that an async function calls goes on as a goroutine of its own,
 *   since only a goroutine can perform operations; the caller parks until it has ended.
 */

import { parkUntilSettled } from "../csp/awaiting.ts";
import { isGenerator, isThenable } from "../runtime/goroutine.ts";
import { operation, type Parked } from "../runtime/operation.ts";
import { type GoroutineFunction } from "../runtime/runqueue.ts";
import { asyncWaiter, fail, park, ready } from "../runtime/scheduler.ts";
import { VALUE, type Waiter, type WaitQueue } from "../runtime/waiter.ts";
import { type Attendant, goAttended } from "./attend.ts";

/** Calls `fn` for an async function, which is in `queue` while it waits for a generator. */
export async function callAsync(fn: GoroutineFunction, queue: WaitQueue): Promise<unknown> {
  const result = fn();
  if (!isObject(result) || !isGenerator(result)) return result;
  const { waiter, promise } = asyncWaiter<unknown>(VALUE);
  park(waiter, queue);
  goAttended(() => result, [], wakes(waiter));
  return promise;
}

/** Calls `fn` for a generator goroutine, which is in `queue` while it waits for a promise. */
export function* callSteps(
  fn: GoroutineFunction,
  queue: WaitQueue,
): Generator<Parked, unknown, unknown> {
  const result = fn();
  if (!isObject(result)) return result;
  if (isGenerator(result)) return yield* result as Generator<Parked, unknown, unknown>;
  if (!isThenable(result)) return result;
  return yield* operation<unknown>((g) => {
    parkUntilSettled(g, queue, result);
    return false;
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Has `w`, which is parked, go on with how a function ends. */
function wakes(w: Waiter): Attendant {
  return {
    returned: (value) => {
      w.queue?.remove(w);
      w.value = value;
      ready(w);
    },
    threw: (error) => {
      w.queue?.remove(w);
      fail(w, error);
    },
  };
}
