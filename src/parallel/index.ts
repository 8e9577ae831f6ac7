/** Goroutines on worker threads, and what threads share: the public face of `goroutine-kit/parallel`. */

export { isMainThread } from "../runtime/birth.ts";
export {
  BatchSizeError,
  CannotCrossError,
  MustNotBlockError,
  ParcelLostError,
  SharedMemoryError,
  WorkerDiedError,
} from "../workers/errors.ts";
export { transfer } from "../workers/wire/transfer.ts";
export { NotAnIntegerError } from "./atomic-errors.ts";
export { AtomicInt32 } from "./atomic-int32.ts";
export { AtomicInt64 } from "./atomic-int64.ts";
export {
  OnMainThreadOnlyError,
  ProcessorsError,
  ShutdownError,
  SimulatedWorldError,
  StartedWhileImportedError,
} from "./errors.ts";
export { type ParallelFunction, type ParallelResult, parallel } from "./parallel.ts";
export { GOMAXPROCS, NumCPU, shutdown } from "./processors.ts";
export { type SharedChan, sharedChan } from "./shared-chan.ts";
export { SharedCond } from "./shared-cond.ts";
export type { SharedLocker } from "./shared-locker.ts";
export { SharedMutex } from "./shared-mutex.ts";
export { SharedOnce } from "./shared-once.ts";
export { SharedRWMutex } from "./shared-rw-mutex.ts";
export { SharedSemaphore } from "./shared-semaphore.ts";
export { SharedWaitGroup } from "./shared-wait-group.ts";
