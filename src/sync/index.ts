/**
 * Go's sync, and golang.org/x/sync: locks, waiting for goroutines, doing things once.
 *
 * What is not here, and what serves on one thread, where nothing comes between two awaits:
 * - sync.Map: a `Map`.
 * - sync/atomic: a variable.
 * - sync.Pool: an array of what is free, `free.pop() ?? make()`. Go's Pool spares the processors a common
 *   lock, which one thread has none of, and is emptied when the garbage collector runs; a program that
 *   can tell when that was does not run the same way twice, which `simulate` promises.
 */

export { Cond, newCond } from "./cond.ts";
export * as errgroup from "./errgroup.ts";
export * from "./errors.ts";
export type { Guard, Permit } from "./guard.ts";
export type { Locker } from "./locker.ts";
export { Mutex } from "./mutex.ts";
export { Once } from "./once.ts";
export { onceFunc, onceValue, onceValues } from "./once-value.ts";
export { RWMutex } from "./rwmutex.ts";
export { Semaphore } from "./semaphore.ts";
export * as singleflight from "./singleflight.ts";
export { WaitGroup } from "./wait-group.ts";
