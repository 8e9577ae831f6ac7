/** The errors of parallel goroutines and of the pool that runs them. */

import { describe } from "../runtime/goroutine.ts";

/** The pool was shut down while a goroutine ran on it, or waited to run. */
export class ShutdownError extends Error {
  override readonly name = "ShutdownError";
  constructor(goroutine: string) {
    super(`shutdown: the workers were ended before ${goroutine} was`);
  }
}

/** A parallel goroutine was started by a module that a worker evaluated to find a function in it. */
export class StartedWhileImportedError extends Error {
  override readonly name = "StartedWhileImportedError";
  constructor(goroutine: string) {
    super(
      `${goroutine} was started by its program's top level on a worker, which had only imported it: start the program by main(...), or if (isMainThread)`,
    );
  }
}

/** Worker threads know nothing of the virtual time and the seed of a simulation. */
export class SimulatedWorldError extends Error {
  override readonly name = "SimulatedWorldError";
  constructor(goroutine: string) {
    super(
      `${goroutine} cannot run on a worker within a simulation: call the function that was given to parallel`,
    );
  }
}

/** A number of processors that is none. */
export class ProcessorsError extends RangeError {
  override readonly name = "ProcessorsError";
  constructor(n: unknown) {
    super(`GOMAXPROCS: ${describe(n)} is not a whole number`);
  }
}

/** More calls under way than there are numbers for. */
export class TooManyCallsError extends RangeError {
  override readonly name = "TooManyCallsError";
  constructor(most: number) {
    super(`parallel: ${most} goroutines are under way on workers, and no more can be`);
  }
}

/** What only the main thread may do, done elsewhere. */
export class OnMainThreadOnlyError extends Error {
  override readonly name = "OnMainThreadOnlyError";
  constructor(word: string) {
    super(`${word} belongs to the main thread: a worker cannot call it`);
  }
}
