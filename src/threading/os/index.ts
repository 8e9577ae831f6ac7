/**
 * `goroutine-kit/threading/os`: Python's threads as threads of the platform's, what they share, and its process pool on
 * such threads. Each waits async, as all of `goroutine-kit/threading`, or, by a method named ...Sync, blocks its thread.
 */

export { isMainThread } from "../../runtime/birth.ts";
export {
  CannotCrossError,
  MustNotBlockError,
  NotPortableError,
  SharedMemoryError,
  WorkerDiedError,
} from "../../workers/errors.ts";
export { OsThread, type OsThreadOptions } from "./os-thread.ts";
export { portable } from "./portable.ts";
export { ProcessPoolExecutor, type ProcessPoolOptions } from "./process-pool-executor.ts";
export * from "./shared-objects.ts";
