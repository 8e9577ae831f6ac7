/**
 * `goroutine-kit/threading`: Python's threading, queue and concurrent.futures, in camelCase, with promises
 * where Python blocks.
 */

export { Barrier } from "./barrier.ts";
export { Condition } from "./condition.ts";
export { activeCount, currentThread, enumerate, getIdent, mainThread } from "./current.ts";
export * from "./errors.ts";
export { Event } from "./event.ts";
export { type ExceptHook, type ExceptHookArgs, excepthook, setExcepthook } from "./excepthook.ts";
export { asCompleted } from "./futures/as-completed.ts";
export {
  Executor,
  type Iterables,
  type MapOptions,
  type ShutdownOptions,
} from "./futures/executor.ts";
export { Future } from "./futures/future.ts";
export { ThreadPoolExecutor, type ThreadPoolOptions } from "./futures/thread-pool-executor.ts";
export {
  ALL_COMPLETED,
  type DoneAndNotDone,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type ReturnWhen,
  type WaitOptions,
  wait,
} from "./futures/wait.ts";
export type { Held } from "./held.ts";
export { local } from "./local.ts";
export { Lock } from "./lock.ts";
export type { Lockable } from "./lockable.ts";
export { main } from "./main.ts";
export { LifoQueue } from "./queue/lifo-queue.ts";
export { type Compare, naturalOrder } from "./queue/order.ts";
export { PriorityQueue } from "./queue/priority-queue.ts";
export { Queue } from "./queue/queue.ts";
export { SimpleQueue } from "./queue/simple-queue.ts";
export { RLock } from "./rlock.ts";
export { BoundedSemaphore, Semaphore } from "./semaphore.ts";
export { Thread, type ThreadOptions } from "./thread.ts";
export { monotonic, sleep } from "./time.ts";
export { Timer } from "./timer.ts";
