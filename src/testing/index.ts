/** Testing: programs in virtual time on seeded schedules. */

export { now, wallTime } from "../runtime/clock.ts";
export { randomBelow, randomUnit } from "../runtime/random.ts";
export * from "./errors.ts";
export { type Program, type SimulateOptions, simulate } from "./simulate.ts";
