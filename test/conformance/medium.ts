// What the channels and wait groups of the cases are made of: by themselves of this thread's own, and of
// memory that threads share where a run asks for that. On each thread the same must be asked for, before
// any case runs.

import { type Chan, chan as localChan, WaitGroup } from "../../src/index.ts";

/** What makes them. */
export interface Medium {
  readonly chan: <T>(capacity?: number) => Chan<T>;
  readonly waitGroup: () => WaitGroup;
  /** How many goroutines, of whatever thread, wait on a channel; by itself a dump tells. */
  readonly waitersOf?: (ch: unknown) => number;
}

let medium: Medium = { chan: localChan, waitGroup: () => new WaitGroup() };

/** Has the channels and wait groups of all cases from now on made by `of`. */
export function useMedium(of: Medium): void {
  medium = of;
}

/** Go's `make(chan T, capacity)`. */
export function chan<T>(capacity = 0): Chan<T> {
  return medium.chan<T>(capacity);
}

/** Go's `new(sync.WaitGroup)`. */
export function waitGroup(): WaitGroup {
  return medium.waitGroup();
}

/** How many goroutines wait on a channel, where the medium knows. */
export function waitersOf(ch: unknown): number | undefined {
  return medium.waitersOf?.(ch);
}
