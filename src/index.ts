/** The public face of the Go wing: goroutines, channels, select, sync, context, time. */

// Go tells context.AfterFunc from time.AfterFunc by their packages: here the former has a prefix.
export {
  afterFunc as contextAfterFunc,
  background,
  type CancelCauseFunc,
  Canceled,
  CanceledError,
  type CancelFunc,
  type Context,
  cause,
  contextFromSignal,
  DeadlineError,
  DeadlineExceeded,
  DeadlineExceededError,
  NilKeyError,
  NilParentError,
  type StopFunc,
  todo,
  withCancel,
  withCancelCause,
  withDeadline,
  withDeadlineCause,
  withoutCancel,
  withTimeout,
  withTimeoutCause,
  withValue,
} from "./context/index.ts";
export * from "./csp/index.ts";
export { type Cancel, NotACancelError } from "./runtime/cancel.ts";
export { YieldError } from "./runtime/goroutine.ts";
export {
  AwaitedOperationError,
  NotInGeneratorError,
  type Operation,
  type Parked,
} from "./runtime/operation.ts";
export { PanicError } from "./runtime/panic.ts";
export { dump } from "./runtime/report.ts";
export { trace } from "./runtime/trace.ts";
export * from "./sync/index.ts";
export * from "./time/index.ts";
