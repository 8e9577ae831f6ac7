/**
 * Tracing: where each goroutine was started and where it waits. Off by default, since a stack costs
 * microseconds and following async functions across their awaits doubles the cost of an await on
 * Node 20 and 22. `GOROUTINE_KIT_TRACE=1` or `trace()` turns it on.
 */

import { callerStack } from "./frames.ts";
import { ambient, followOwners } from "./owner.ts";
import { recordStarts } from "./panic.ts";
import { asyncLocal, environment } from "./platform.ts";
import { observeParks } from "./scheduler.ts";
import type { Owner, Waiter } from "./waiter.ts";

let waitStacks: WeakMap<Waiter, string> | null = null;

/**
 * Records from now on, for goroutine dumps and deadlock reports, where each goroutine is started and
 * where it waits, and which async goroutine a wait belongs to. The environment variable
 * `GOROUTINE_KIT_TRACE=1` does the same from the first goroutine on.
 */
export function trace(): void {
  if (waitStacks !== null) return;
  const stacks = new WeakMap<Waiter, string>();
  waitStacks = stacks;
  recordStarts();
  if (ambient === null) followOwners(asyncLocal<Owner>() ?? null);
  observeParks((w) => stacks.set(w, callerStack()));
}

/** Whether tracing is on. */
export function tracing(): boolean {
  return waitStacks !== null;
}

/** Where `w` parked, if that was recorded. */
export function waitStack(w: Waiter): string | undefined {
  return waitStacks?.get(w);
}

if (environment("GOROUTINE_KIT_TRACE") === "1") trace();
