/** Testing: programs in virtual time on seeded schedules. */

export * from "./errors.ts";
export type { SimulateOptions } from "./options.ts";
export { external, type Program, type Recording, type Run, record, simulate } from "./simulate.ts";
export type { LineWriter } from "./transcript.ts";
