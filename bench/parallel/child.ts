/**
 * One process of the benchmark: loads one peer, measures one workload (or, with --quick, runs all of them
 * once) and prints a line of JSON for each.
 *
 *     node child.js --module ./peers/piscina.js --workload call
 *     node child.js --module ./peers/piscina.js --workload call --brief
 *     node child.js --module ./peers/piscina.js --quick
 *
 * Invariant: a line is printed for each workload that was begun, unless the process dies in it.
 */

import { parseArgs } from "node:util";
import {
  FULL_PACE,
  type Measured,
  type Measurement,
  measureOnce,
  measureSpeed,
  type Pace,
} from "../channels/measure.ts";
import { sizeFor } from "../channels/workload.ts";
import type { Effort } from "../suite.ts";
import type { Cannot, Peer } from "./peer.ts";
import { WORKLOAD_NAMES, WORKLOADS, type Workload, type WorkloadName } from "./workload.ts";

/** What the runner reads from a line. */
export type Line = { readonly workload: WorkloadName } & (Measurement | Cannot);

const NS_IN_MS = 1e6;

/** Two threads need longer than one to get warm: they learn from their waits how long to look before they sleep. */
const BRIEF_PACE: Pace = { batchNs: 30e6, warmNs: 300e6, batches: 3, enoughNs: 200e6 };

const clockNs = () => Number(process.hrtime.bigint());

/** What one value is a share of: each operation in nanoseconds, or the whole in milliseconds. */
function measured({ size, unit }: Workload): Measured {
  return { size, operations: (count) => (unit === "ns" ? count : NS_IN_MS) };
}

async function measure(
  peer: Peer,
  name: WorkloadName,
  effort: Effort,
): Promise<Measurement | Cannot> {
  const workload = WORKLOADS[name];
  const program = peer.programs[name];
  if ("cannot" in program) return program;
  const size = sizeFor(workload.size, effort);
  // The first call of a process is made once.
  if (effort === "quick" || name === "start") {
    return measureOnce(program, measured(workload), size, clockNs);
  }
  const pace = effort === "brief" ? BRIEF_PACE : FULL_PACE;
  return measureSpeed(program, measured(workload), size, clockNs, pace);
}

/** Resolves once the line is out, since exiting drops what a pipe has not taken yet. */
function print(line: Line): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve());
  });
}

const { values } = parseArgs({
  options: {
    module: { type: "string" },
    workload: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    brief: { type: "boolean", default: false },
  },
});
if (values.module === undefined) throw new Error("child: --module names the peer's file");
const { peer } = (await import(values.module)) as { peer: Peer };
const effort: Effort = values.quick ? "quick" : values.brief ? "brief" : "full";
const wanted = WORKLOAD_NAMES.filter((name) => values.workload?.includes(name) ?? true);
for (const name of wanted) {
  await print({ workload: name, ...(await measure(peer, name, effort)) });
}
process.exit(0);
