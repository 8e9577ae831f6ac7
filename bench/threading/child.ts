/**
 * One process of the benchmark: measures one subject and prints a line of JSON.
 *
 *     node child.js --subject lock
 *     node child.js --subject start --size 10000
 *     node child.js --subject lock --brief         in shorter batches
 *     node child.js --subject lock --once          one small run: is the answer right?
 */

import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  BRIEF_PACE,
  FULL_PACE,
  type Measurement,
  measureMemory,
  measureOnce,
  measureSpeed,
} from "../channels/measure.ts";
import { oneEach, SIZE_STEP, sumBelow, type Workload } from "../channels/workload.ts";
import { mutexUncontended } from "../channels/workloads/mutex.ts";
import type { Effort } from "../suite.ts";
import { OPERATIONS, type OperationName, parkThreads, startAndJoin } from "./subjects.ts";

/** What the runner reads. `expected` is what a right program answers. */
export type Line = Measurement & { readonly expected: number };

const PACES = { brief: BRIEF_PACE, full: FULL_PACE } as const;

const clockNs = () => Number(process.hrtime.bigint());

/** Measured as the mutex of bench/channels is, whatever the operation. */
const workload: Workload = { ...mutexUncontended, operations: oneEach };

async function measureOperation(name: OperationName, effort: Effort): Promise<Line> {
  const { program, expected } = OPERATIONS[name];
  const measurement =
    effort === "quick"
      ? await measureOnce(program, workload, SIZE_STEP, clockNs)
      : await measureSpeed(program, workload, SIZE_STEP, clockNs, PACES[effort]);
  return { ...measurement, expected: expected(measurement.size) };
}

async function measureThreads(subject: "start" | "memory", size: number): Promise<Line> {
  if (subject === "start") {
    const measurement = await measureOnce(startAndJoin, workload, size, clockNs);
    return { ...measurement, expected: sumBelow(size) };
  }
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const residentBytes = () => process.memoryUsage.rss();
  const measurement = await measureMemory(parkThreads, size, collect, residentBytes);
  return { ...measurement, expected: sumBelow(size) };
}

const { values } = parseArgs({
  options: {
    subject: { type: "string" },
    size: { type: "string", default: "10000" },
    once: { type: "boolean", default: false },
    brief: { type: "boolean", default: false },
  },
});
const { subject = "" } = values;
const effort: Effort = values.once ? "quick" : values.brief ? "brief" : "full";
const line =
  subject === "start" || subject === "memory"
    ? await measureThreads(subject, Number(values.size))
    : await measureOperation(subject as OperationName, effort);
process.stdout.write(`${JSON.stringify(line)}\n`);
