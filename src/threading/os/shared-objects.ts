/**
 * Everything that threads of this idiom share, for the modules in which new threads begin: what comes to a thread can
 * be had there.
 */

export { SharedBarrier } from "./shared-barrier.ts";
export { SharedCondition } from "./shared-condition.ts";
export { SharedEvent } from "./shared-event.ts";
export { SharedLock } from "./shared-lock.ts";
export type { SharedLockable } from "./shared-lockable.ts";
export { SharedQueue } from "./shared-queue.ts";
export { SharedRLock } from "./shared-r-lock.ts";
export { SharedBoundedSemaphore, SharedSemaphore } from "./shared-semaphore.ts";
