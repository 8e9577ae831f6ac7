/** Goroutines, channels and select, for async functions. */

export type { RecvCase, SendCase } from "./case.ts";
export { chan } from "./chan.ts";
export type { Chan, Received, RecvChan, SendChan } from "./directions.ts";
export * from "./errors.ts";
export { Goexit, type GoroutineBody, Gosched, go, NumGoroutine } from "./go.ts";
export { main } from "./main.ts";
export { close, recv, send } from "./operations.ts";
export type { CaseEvent, Cases, SelectEvent } from "./select.ts";
export { select, trySelect } from "./select.ts";
