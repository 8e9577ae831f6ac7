/**
 * Goroutines whose end is heard of: those of WaitGroup.go, of an errgroup, of a singleflight.
 *
 * Invariants:
 * - An attendant hears once how the function ended, before the goroutine is gone.
 * - It runs as part of the goroutine: what it throws is the goroutine's panic.
 */

import { AsyncGeneratorError, isGenerator, isThenable, spawn } from "../runtime/goroutine.ts";
import { nameOf, type StandIn } from "../runtime/live.ts";
import type { Parked } from "../runtime/operation.ts";
import { type GoroutineFunction } from "../runtime/runqueue.ts";

/** Hears how functions end; its functions need no `this`, so one attendant serves many goroutines. */
export interface Attendant {
  /** It returned `value`. */
  readonly returned: (value: unknown) => void;
  /** It threw `error`, which is GOEXIT where it called Goexit. */
  readonly threw: (error: unknown) => void;
}

/** Starts a goroutine that calls `fn(...args)` and tells `attendant` how that ended. */
export function goAttended(fn: GoroutineFunction, args: unknown[], attendant: Attendant): void {
  const attended: StandIn = () => attend(fn, args, attendant);
  attended.standsFor = fn;
  spawn(attended, []);
}

function attend(fn: GoroutineFunction, args: unknown[], attendant: Attendant): unknown {
  let result: unknown;
  try {
    result = fn(...(args as never[]));
  } catch (error) {
    attendant.threw(error);
    return undefined;
  }
  if (typeof result === "object" && result !== null) {
    if (isThenable(result)) return result.then(attendant.returned, attendant.threw);
    if (isGenerator(result)) return attendSteps(result, attendant);
    if (Symbol.asyncIterator in result) {
      attendant.threw(new AsyncGeneratorError(nameOf(fn)));
      return undefined;
    }
  }
  attendant.returned(result);
  return undefined;
}

function* attendSteps(
  body: Generator<unknown, unknown, unknown>,
  attendant: Attendant,
): Generator<Parked, void, unknown> {
  let value: unknown;
  try {
    value = yield* body as Generator<Parked, unknown, unknown>;
  } catch (error) {
    attendant.threw(error);
    return;
  }
  attendant.returned(value);
}
