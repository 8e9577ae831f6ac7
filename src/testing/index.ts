/** Testing: programs in virtual time on seeded schedules, and a check for leaked goroutines. */

export * from "./errors.ts";
export { type Exploration, explore, type Seeds, type Sightings } from "./explore.ts";
export { type LeakCheck, leakCheck } from "./leaks.ts";
export type { SimulateOptions } from "./options.ts";
export { randomBelow, randomUnit } from "./random.ts";
export type { Program, Run } from "./run.ts";
export { external, type Recording, record, simulate } from "./simulate.ts";
export type { LineWriter } from "./transcript.ts";
