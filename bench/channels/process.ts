/**
 * Starting a peer's process and judging what it prints.
 *
 * Invariants: an answer is checked here, against workload.ts, whatever the language; a process that
 * dies, hangs or says too little is a failure that names the workload it was in.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  BENCH_DIST,
  buildBenchmark,
  buildGo,
  buildPackage,
  findPython,
  type Toolchain,
} from "../build.ts";
import { linesOf, type Start } from "../measured-process.ts";
import type { Effort } from "../suite.ts";
import type { Line } from "./child.ts";
import type { Outcome } from "./results.ts";
import type { RosterEntry } from "./roster.ts";
import type { WorkloadName } from "./workload.ts";
import { WORKLOADS } from "./workloads/all.ts";

/** The languages that are on this machine. */
export interface Toolchains {
  readonly go: Toolchain | undefined;
  readonly python: Toolchain | undefined;
}

/** Builds what is measured, and finds what is installed. */
export async function prepareToolchains(): Promise<Toolchains> {
  await buildPackage();
  await buildBenchmark();
  const folder = fileURLToPath(new URL(".", import.meta.url));
  return {
    go: await buildGo(join(folder, "go"), "channels"),
    python: await findPython(join(folder, "python", "main.py")),
  };
}

/** What ends a process that does not end by itself. */
export interface Limits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** One process for one workload, measured in full or in brief. */
export async function measureOne(
  entry: RosterEntry,
  workload: WorkloadName,
  effort: "full" | "brief",
  toolchains: Toolchains,
  limits: Limits,
): Promise<Outcome> {
  const size = sizeOf(entry, workload, effort);
  const args = ["--workload", workload, ...(size === undefined ? [] : ["--size", `${size}`])];
  if (effort === "brief") args.push("--brief");
  const outcomes = await outcomesOf(entry, [workload], args, toolchains, limits);
  return outcomes.get(workload) ?? { kind: "failed", reason: "it was not run" };
}

/** The size that a peer is told; undefined where it is to find one itself. */
export function sizeOf(
  { sizes }: RosterEntry,
  workload: WorkloadName,
  effort: Effort,
): number | undefined {
  const { size } = WORKLOADS[workload];
  if (size.kind === "calibrated") return undefined;
  return Math.min(sizes[workload] ?? size[effort], size[effort]);
}

/** One process for all those workloads, each run once and small. */
export async function runSmall(
  entry: RosterEntry,
  workloads: readonly WorkloadName[],
  toolchains: Toolchains,
  limits: Limits,
): Promise<ReadonlyMap<WorkloadName, Outcome>> {
  return outcomesOf(entry, workloads, ["--quick"], toolchains, limits);
}

async function outcomesOf(
  entry: RosterEntry,
  workloads: readonly WorkloadName[],
  args: readonly string[],
  toolchains: Toolchains,
  limits: Limits,
): Promise<ReadonlyMap<WorkloadName, Outcome>> {
  const start = commandOf(entry, toolchains);
  if (start === undefined) {
    return new Map(workloads.map((name) => [name, { kind: "not installed" }]));
  }
  const { lines, trouble } = await linesOf<Line>(start, args, limits.timeoutMs, limits.signal);
  const outcomes = new Map<WorkloadName, Outcome>();
  for (const line of lines) {
    if (workloads.includes(line.workload)) outcomes.set(line.workload, judge(line));
  }
  for (const name of workloads) {
    if (outcomes.has(name)) continue;
    outcomes.set(name, { kind: "failed", reason: trouble || "it printed no line" });
  }
  return outcomes;
}

/** A line is right where its answer is the workload's. */
export function judge(line: Line): Outcome {
  if ("cannot" in line) return { kind: "cannot", reason: line.cannot };
  const expected = WORKLOADS[line.workload].expected(line.size);
  if (line.answer === expected) {
    const measured = { kind: "measured", size: line.size, values: [line.value] } as const;
    const isLatency = WORKLOADS[line.workload].measure.kind === "latency";
    return isLatency ? { ...measured, quantiles: line.batches } : measured;
  }
  return {
    kind: "failed",
    reason: `wrong answer: ${line.answer} for size ${line.size}, where ${expected} is right`,
  };
}

function commandOf({ substrate }: RosterEntry, toolchains: Toolchains): Start | undefined {
  if (substrate.kind === "node") {
    const child = join(BENCH_DIST, "channels", "child.js");
    // A million parked goroutines of a library that keeps much for each outgrow the usual heap.
    const command = [process.execPath, "--max-old-space-size=8192", child];
    return { command: [...command, "--module", substrate.module], env: {} };
  }
  if (substrate.kind === "go") {
    if (toolchains.go === undefined) return undefined;
    return { command: toolchains.go.command, env: { GOMAXPROCS: `${substrate.maxProcs}` } };
  }
  if (toolchains.python === undefined) return undefined;
  return { command: toolchains.python.command, env: {} };
}
