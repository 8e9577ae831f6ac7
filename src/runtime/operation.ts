/**
 * How a generator goroutine waits. `yield* operation` performs the operation for the goroutine that
 * runs: it gives its result at once, or parks the goroutine and gives it when the goroutine goes on.
 *
 * Async functions and generators wait in the same words, by two faces that the compiler keeps apart:
 * - a *method* answers a promise, and belongs to async functions: `await mutex.lock()`;
 * - the *function* of the same name answers an Operation, and belongs to generators:
 *   `yield* lock(mutex)`.
 * `yield*` on a promise does not compile, since a promise is not iterable; `await` on an operation
 * does not compile, since its `then` cannot be called; a generator that yields anything but what
 * operations yield does not fit `go`.
 *
 * Invariants:
 * - An operation is a description. It does nothing until `yield*`, and may be performed again.
 * - A blocked operation yields one object, the same for all, so that the scheduler knows by identity that
 *   the goroutine has parked.
 * - Nothing is allocated to perform one: the goroutine is the iterator and, while it waits for one
 *   thing, the waiter.
 */

import type { Goroutine } from "./goroutine.ts";
import { running } from "./owner.ts";
import { hold } from "./scheduler.ts";
import { simulated, spendMany } from "./turn.ts";
import { type Form, GOROUTINE, PARKING } from "./waiter.ts";

declare const parked: unique symbol;

/** What a parked goroutine yields to the scheduler. Only operations can make one. */
export interface Parked {
  readonly [parked]: true;
}

/** An operation was performed outside of a generator goroutine. */
export class NotInGeneratorError extends Error {
  override readonly name = "NotInGeneratorError";
  constructor() {
    super(
      "yield* of an operation outside of a generator goroutine: start the generator with go(), or await the method of the same name",
    );
  }
}

/** An operation was awaited: operations are for generators. */
export class AwaitedOperationError extends Error {
  override readonly name = "AwaitedOperationError";
  constructor() {
    super(
      "await of an operation: in an async function, await the method of the same name (await mutex.lock(), not await lock(mutex))",
    );
  }
}

/** Something a generator goroutine can wait for, with `yield*`. */
export abstract class Operation<T> implements Iterable<Parked, T, unknown> {
  /**
   * Performs the operation for `g`. Returns true where it has completed, with the result in
   * `g.value`; false where it has parked `g`. Throws before anything has changed.
   */
  abstract perform(g: Goroutine): boolean;

  [Symbol.iterator](): Iterator<Parked, T, unknown> {
    const g = performer();
    return afterPerforming(g, this.perform(g));
  }

  /** Operations are not promises: `await` refuses them, at compile time and at run time. */
  // biome-ignore lint/suspicious/noThenProperty: it stands here to make `await` fail.
  then(this: never, _yieldStarInAGenerator: never): never {
    throw new AwaitedOperationError();
  }
}

/**
 * The generator goroutine that runs now.
 *
 * @throws {NotInGeneratorError} where none does.
 */
export function performer(): Goroutine {
  // Only a generator goroutine has this form while it runs.
  const g = running as Goroutine | null;
  if (g === null || g.form !== GOROUTINE) throw new NotInGeneratorError();
  return g;
}

/** What `yield*` iterates once `g` has performed an operation, which is `done` or has parked it. */
function afterPerforming<T>(g: Goroutine, done: boolean): Iterator<Parked, T, unknown> {
  if (done) completed(g);
  return afterParking<T>(g, done);
}

/** As `afterPerforming`, where the operation has been counted already, or need not be. */
export function afterParking<T>(g: Goroutine, done: boolean): Iterator<Parked, T, unknown> {
  if (!done) g.form = (g.form + PARKING) as Form;
  return g as unknown as Iterator<Parked, T, unknown>;
}

// How many operations goroutines may complete without waiting before they count against the turn. A
// generator that never has to wait would else keep the event loop for itself.
const FUEL = 64;
let fuel = 0;

/** Counts an operation that `g` has completed without waiting. */
export function completed(g: Goroutine): void {
  if (--fuel < 0) refuel(g);
}

function refuel(g: Goroutine): void {
  if (g.form >= PARKING) return; // held back already
  const more = spendMany(FUEL);
  fuel = simulated ? 0 : FUEL;
  if (more) return;
  g.form = (g.form + PARKING) as Form;
  hold(g);
}

/** Makes an operation of a function that performs it. */
export function operation<T>(perform: (g: Goroutine) => boolean): Operation<T> {
  return new FunctionOperation<T>(perform);
}

class FunctionOperation<T> extends Operation<T> {
  readonly perform: (g: Goroutine) => boolean;
  constructor(perform: (g: Goroutine) => boolean) {
    super();
    this.perform = perform;
  }
}
