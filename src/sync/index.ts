/**
 * Go's sync, and golang.org/x/sync: locks, waiting for goroutines, doing things once.
 *
 * What is not here, because on one thread the language has it: sync.Map is `Map` and sync/atomic is a
 * plain variable, since nothing comes between two awaits.
 */

export { Cond, newCond } from "./cond.ts";
export * as errgroup from "./errgroup.ts";
export * from "./errors.ts";
export type { Guard, Locker } from "./locker.ts";
export { Mutex } from "./mutex.ts";
export { Once } from "./once.ts";
export { onceFunc, onceValue, onceValues } from "./once-value.ts";
export { RWMutex } from "./rwmutex.ts";
export { type Permit, Semaphore } from "./semaphore.ts";
export * as singleflight from "./singleflight.ts";
export { WaitGroup } from "./wait-group.ts";
