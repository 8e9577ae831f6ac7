/** The public face of the Go wing: goroutines, channels, select, sync, context, time. */

export * from "./csp/index.ts";
export type { Cancel } from "./runtime/cancel.ts";
export { PanicError, YieldError } from "./runtime/goroutine.ts";
export type { Operation, Parked } from "./runtime/operation.ts";
export { dump } from "./runtime/report.ts";
export { trace } from "./runtime/trace.ts";
export * from "./time/index.ts";
