/** The errors of shared memory and of what is sent through it; each is thrown before anything changed. */

import { describe } from "../runtime/goroutine.ts";

export { WorkerDiedError } from "./worker-died-error.ts";

/** The shared memory of this process cannot hold what was asked for. */
export class SharedMemoryError extends RangeError {
  override readonly name = "SharedMemoryError";
  constructor(bytes: number, limitBytes: number) {
    super(`shared memory: no room for ${bytes} bytes more; all of it is ${limitBytes} bytes`);
  }
}

/** A thread more than a shared memory has records for; those that have died count. */
export class TooManyThreadsError extends RangeError {
  override readonly name = "TooManyThreadsError";
  constructor(most: number) {
    super(`shared memory: ${most} threads have joined it, and it has no room for another's record`);
  }
}

/** A value that cannot leave its thread. `path` is where it stands in what was sent. */
export class CannotCrossError extends TypeError {
  override readonly name = "CannotCrossError";
  /** Where in what was sent it stands. */
  readonly path: string;
  constructor(path: string, value: unknown) {
    super(
      `${path} is ${describe(value)}, which cannot cross to another thread: send what structured clone can copy`,
    );
    this.path = path;
  }
}

/** Something that only the platform can carry, on a thread that is not connected to the others by it. */
export class NoPostError extends Error {
  override readonly name = "NoPostError";
  constructor() {
    super(
      "this thread has no port to the others, by which MessagePorts, transferred buffers and other objects of the platform could travel",
    );
  }
}

/** An operation that blocks its thread, on a thread that must not block. */
export class MustNotBlockError extends Error {
  override readonly name = "MustNotBlockError";
  constructor(operation: string) {
    super(`${operation}: this thread must not block; await the method without Sync`);
  }
}

/** An object of a kind of which this thread does not know how to have one. */
export class KindError extends Error {
  override readonly name = "KindError";
  constructor(kind: number) {
    super(
      `a shared object of kind ${kind} has come to a thread that has not loaded what makes such objects: import "goroutine-kit/parallel" there`,
    );
  }
}

/** Something else than the URL of a module where a function is declared that others threads are to find. */
export class ModuleUrlError extends TypeError {
  override readonly name = "ModuleUrlError";
  constructor(module: unknown) {
    super(`${describe(module)} is not the URL of a module: write import.meta.url`);
  }
}

/** A function that other threads cannot find, where one had to be. */
export class NotPortableError extends TypeError {
  override readonly name = "NotPortableError";
  constructor(fn: unknown) {
    super(
      `${describe(fn)} cannot run on another thread: its module has not declared it, by parallel or portable`,
    );
  }
}

/** A thread has imported a module, and has not found there the function that another thread knows. */
export class NotDeclaredError extends Error {
  override readonly name = "NotDeclaredError";
  constructor(
    place: { readonly module: string; readonly index: number; readonly name: string },
    declared: number,
    found: string | undefined,
  ) {
    const wanted = `number ${place.index + 1}${place.name === "" ? "" : `, ${place.name}`}`;
    const there = found === undefined ? `only ${declared} of them` : `${found || "another"} there`;
    super(
      `${place.module} was imported on another thread, looking for parallel function ${wanted}, and has declared ${there}: a module must declare them while it is evaluated, in the same order on every thread`,
    );
  }
}

/** A batch was to be received of a size that is no whole number from 1 on. */
export class BatchSizeError extends RangeError {
  override readonly name = "BatchSizeError";
  constructor(operation: string, most: unknown) {
    super(`${operation}: ${describe(most)} is not a whole number from 1 on`);
  }
}

/** What only the platform could carry was lost: its sender has died, or given it away otherwise. */
export class ParcelLostError extends Error {
  override readonly name = "ParcelLostError";
  constructor() {
    super(
      "part of a value was lost on its way: the thread that sent it has died, or had given away what it transferred",
    );
  }
}
