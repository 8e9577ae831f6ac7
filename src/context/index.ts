/** Go's context: deadlines, cancellation with causes and values, and AbortSignal both ways. */

export { afterFunc, type StopFunc } from "./after-func.ts";
export type { CancelCauseFunc, CancelFunc } from "./cancel-context.ts";
export { cause } from "./cause.ts";
export { background, type Context, todo } from "./context.ts";
export * from "./errors.ts";
export { contextFromSignal } from "./from-signal.ts";
export { withCancel, withCancelCause } from "./with-cancel.ts";
export {
  withDeadline,
  withDeadlineCause,
  withTimeout,
  withTimeoutCause,
} from "./with-deadline.ts";
export { withValue } from "./with-value.ts";
export { withoutCancel } from "./without-cancel.ts";
