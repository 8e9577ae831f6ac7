/**
 * The words of generator goroutines: `yield* lock(mutex)`, where an async function has
 * `await mutex.lock()`. Every word that blocks is here, under the name it has for async functions.
 */

export { awaiting } from "./csp/awaiting.ts";
export { goschedOperation as Gosched } from "./csp/go.ts";
export { recv, recvOk, send } from "./csp/operations.ts";
export { selectOperation as select } from "./csp/select.ts";
export type { Operation, Parked } from "./runtime/operation.ts";
export { goInGroup } from "./sync/error-group.ts";
export { lock } from "./sync/locker.ts";
export { rLock } from "./sync/rwmutex.ts";
export { acquire } from "./sync/semaphore.ts";
export { doOnce, wait } from "./sync/words.ts";
export { sleepOperation as sleep } from "./time/sleep.ts";
