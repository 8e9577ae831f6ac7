/**
 * Go's sync.OnceFunc, OnceValue and OnceValues: functions that call another once and then repeat its
 * outcome.
 *
 * Invariants:
 * - The function is called once; after that it is let go of, with whatever it holds on to.
 * - Every call gives the same outcome: the same value (for an async function, the same promise), or the
 *   same error thrown.
 */

import { isGenerator } from "../runtime/goroutine.ts";
import type { Operation, Parked } from "../runtime/operation.ts";
import { OnceWithinItselfError } from "./errors.ts";
import { Once, onceOperation } from "./once.ts";
import { steps } from "./steps.ts";

type Steps<T> = Generator<Parked, T, unknown>;

/**
 * A function that calls `fn` the first time, and each time returns what that returned or throws what it
 * threw. An async `fn` gives all callers the one promise; of a generator function, all get an operation,
 * for `yield*`, that runs it once.
 *
 * @throws {OnceWithinItselfError} (when called) where `fn` itself calls it.
 */
export function onceValue<T>(fn: () => Steps<T>): () => Operation<T>;
export function onceValue<T>(fn: () => T): () => T;
export function onceValue(fn: () => unknown): () => unknown {
  return repeat(fn);
}

/** As `onceValue`, for a function that returns several values, as a tuple. */
export function onceValues<T extends unknown[]>(fn: () => [...T]): () => [...T];
export function onceValues<T extends unknown[]>(fn: () => Promise<[...T]>): () => Promise<[...T]>;
export function onceValues<T extends unknown[]>(fn: () => Steps<[...T]>): () => Operation<[...T]>;
export function onceValues(fn: () => unknown): () => unknown {
  return repeat(fn);
}

/** As `onceValue`, for a function whose value is of no interest. */
export function onceFunc(fn: () => Steps<unknown>): () => Operation<void>;
export function onceFunc(fn: () => Promise<unknown>): () => Promise<void>;
export function onceFunc(fn: () => void): () => void;
export function onceFunc(fn: () => unknown): () => unknown {
  return repeat(fn);
}

type Outcome =
  | { readonly kind: "fresh" | "running" }
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: unknown };

function repeat(fn: () => unknown): () => unknown {
  let first: (() => unknown) | null = fn;
  let outcome: Outcome = { kind: "fresh" };
  const { name } = fn;
  return () => {
    if (outcome.kind === "fresh") {
      outcome = { kind: "running" };
      const call = first as () => unknown;
      first = null;
      outcome = outcomeOf(call);
    }
    if (outcome.kind === "value") return outcome.value;
    if (outcome.kind === "error") throw outcome.error;
    throw new OnceWithinItselfError(name);
  };
}

function outcomeOf(fn: () => unknown): Outcome {
  try {
    const value = fn();
    const shared = typeof value === "object" && value !== null && isGenerator(value);
    return { kind: "value", value: shared ? share(value as Steps<unknown>) : value };
  } catch (error) {
    return { kind: "error", error };
  }
}

/** An operation that runs `body` once, however many perform it, and gives all its outcome. */
function share(body: Steps<unknown>): Operation<unknown> {
  const once = new Once();
  let outcome: Outcome = { kind: "running" };
  function* run(): Steps<void> {
    try {
      outcome = { kind: "value", value: yield* body };
    } catch (error) {
      outcome = { kind: "error", error };
    }
  }
  return steps(function* () {
    yield* onceOperation(once, run);
    if (outcome.kind === "error") throw outcome.error;
    return outcome.kind === "value" ? outcome.value : undefined;
  });
}
