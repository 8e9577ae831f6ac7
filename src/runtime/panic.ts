/**
 * Panics: errors that escape goroutines. And where goroutines were started, which a panic names.
 *
 * Invariants:
 * - An error that escapes a goroutine reaches the handler exactly once.
 * - Goexit is not an error.
 */

import { throwUncaught } from "./platform.ts";
import type { Owner } from "./waiter.ts";

/** An error escaped a goroutine; `cause` is that error. */
export class PanicError extends Error {
  override readonly name = "PanicError";
  /** The id of the goroutine that panicked. */
  readonly goroutine: number;

  /** `note` is what the world in which it happened has to add. */
  constructor(owner: Owner, cause: unknown, note = "") {
    const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const started = startStack(owner);
    const where = started === undefined ? "" : `\nstarted by\n${started}`;
    super(`panic: ${what} [goroutine ${owner.id} (${owner.name})]${where}${note}`, { cause });
    this.goroutine = owner.id;
  }
}

type PanicHandler = (owner: Owner, cause: unknown) => void;

let onPanic: PanicHandler = (owner, cause) => throwUncaught(new PanicError(owner, cause));

/** Has `handler` take the errors that escape goroutines; returns the handler before. */
export function swapPanicHandler(handler: PanicHandler): PanicHandler {
  const before = onPanic;
  onPanic = handler;
  return before;
}

/** Thrown by Goexit: ends a goroutine, running its finally blocks, and is no error. */
export const GOEXIT: unique symbol = Symbol("Goexit");

/** Reports what `owner` has thrown. */
export function panic(owner: Owner, cause: unknown): void {
  if (cause !== GOEXIT) onPanic(owner, cause);
}

let startStacks: WeakMap<Owner, string> | null = null;

/** Records from now on where each goroutine is started. */
export function recordStarts(): void {
  startStacks ??= new WeakMap();
}

/** Whether it is recorded where goroutines are started. */
export function recordingStarts(): boolean {
  return startStacks !== null;
}

/** Records that `owner` is started with `stack` as the caller's frames. */
export function recordStart(owner: Owner, stack: string): void {
  startStacks?.set(owner, stack);
}

/** Where `owner` was started, if that was recorded. */
export function startStack(owner: Owner): string | undefined {
  return startStacks?.get(owner);
}
