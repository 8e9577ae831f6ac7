/** Go's time: sleeping, timers and tickers, on the clock of the runtime or of a simulation. */

export { afterFunc, type FuncTimer } from "./after-func.ts";
export { DurationError, IntervalError } from "./errors.ts";
export { now, since, until } from "./now.ts";
export { sleep } from "./sleep.ts";
export { newTicker, type Ticker, tick } from "./ticker.ts";
export { after, newTimer, type Timer } from "./timer.ts";
