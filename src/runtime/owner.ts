/**
 * Whose code runs now.
 *
 * Invariants:
 * - `running` is the goroutine (or thread) in its present stretch of code, or null where that is not
 *   known: an async function that goes on after an await cannot be told apart unless owners are
 *   followed, which costs an async context for each.
 */

import type { AsyncLocal } from "./platform.ts";
import type { Owner } from "./waiter.ts";

/** Who runs now; null where that is not known. */
export let running: Owner | null = null;
/** The async context that follows owners across awaits; null where they are not followed. */
export let ambient: AsyncLocal<Owner> | null = null;

/** Says who runs from now on. */
export function setRunning(owner: Owner | null): void {
  running = owner;
}

/** Who calls, where that is known. */
export function currentOwner(): Owner | null {
  if (running !== null) return running;
  return ambient === null ? null : (ambient.get() ?? null);
}

/** Has `currentOwner` follow async functions across their awaits; null turns that off. */
export function followOwners(local: AsyncLocal<Owner> | null): void {
  ambient = local;
}

/** Calls `fn` as `owner`, and whatever it awaits too where owners are followed. */
export function runAs<R>(owner: Owner, fn: () => R): R {
  const before = running;
  running = owner;
  try {
    return ambient === null ? fn() : ambient.run(owner, fn);
  } finally {
    running = before;
  }
}
