/**
 * One process of the benchmark: loads one peer, measures one workload (or, with --quick, runs all of
 * them once) and prints a line of JSON for each.
 *
 *     node child.js --module ./peers/medium.js --workload ping-pong --size 80
 *     node child.js --module ./peers/medium.js --workload ping-pong --brief
 *     node child.js --module ./peers/medium.js --quick
 *
 * Invariant: a line is printed for each workload that was begun, unless the process dies in it.
 */

import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Effort } from "../suite.ts";
import { measureLatency } from "./latency.ts";
import {
  BRIEF_PACE,
  FULL_PACE,
  type Measurement,
  measureMemory,
  measureOnce,
  measureSpeed,
  measureWake,
  type Pace,
} from "./measure.ts";
import type { Cannot, Peer } from "./peer.ts";
import { sizeFor, WORKLOAD_NAMES, type WorkloadName } from "./workload.ts";
import { WORKLOADS } from "./workloads/all.ts";

/** What the runner reads from a line. */
export type Line = { readonly workload: WorkloadName } & (Measurement | Cannot);

const PACES: Readonly<Record<Effort, Pace>> = {
  quick: BRIEF_PACE,
  brief: BRIEF_PACE,
  full: FULL_PACE,
};

const clockNs = () => Number(process.hrtime.bigint());
const clockMs = () => performance.now();

/** A full collection; the flag is set here so that only the process that measures memory has it. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

async function measure(
  peer: Peer,
  name: WorkloadName,
  size: number,
  effort: Effort,
): Promise<Measurement | Cannot> {
  const workload = WORKLOADS[name];
  const how = workload.measure;
  if (how.kind === "speed") {
    const program = peer.programs[how.name];
    if ("cannot" in program) return program;
    if (effort === "quick") return measureOnce(program, workload, size, clockNs);
    return measureSpeed(program, workload, size, clockNs, PACES[effort]);
  }
  if (how.kind === "parked") {
    if ("cannot" in peer.park) return peer.park;
    if (how.name !== "memory") {
      const rounds = effort === "quick" ? "once" : "enough";
      return measureWake(peer.park, size, rounds, clockNs, PACES[effort]);
    }
    return measureMemory(peer.park, size, collector(), () => process.memoryUsage.rss());
  }
  if ("cannot" in peer.pingPongUntil) return peer.pingPongUntil;
  return measureLatency(how.name, peer.pingPongUntil, size, clockMs);
}

/** Resolves once the line is out, since exiting drops what a pipe has not taken yet. */
function print(line: Line): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve());
  });
}

const { values: options } = parseArgs({
  options: {
    module: { type: "string" },
    workload: { type: "string", multiple: true },
    size: { type: "string" },
    quick: { type: "boolean", default: false },
    brief: { type: "boolean", default: false },
  },
});
if (options.module === undefined) throw new Error("child: --module names the peer's file");
const peer = ((await import(options.module)) as { peer: Peer }).peer;
const effort: Effort = options.quick ? "quick" : options.brief ? "brief" : "full";
const wanted = WORKLOAD_NAMES.filter((name) => options.workload?.includes(name) ?? true);
for (const name of wanted) {
  const size =
    options.size === undefined ? sizeFor(WORKLOADS[name].size, effort) : Number(options.size);
  await print({ workload: name, ...(await measure(peer, name, size, effort)) });
}
process.exit(0);
