/**
 * Starting a peer's process and judging what it prints.
 *
 * Invariants: an answer is checked here, against workload.ts, whatever the language; a process that dies,
 * hangs or says too little is a failure that names the workload it was in.
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
import type { Effort, Outcome } from "../suite.ts";
import type { Line } from "./child.ts";
import type { RosterEntry } from "./roster.ts";
import { WORKLOADS, type WorkloadName } from "./workload.ts";

/** Longer than any measurement takes that is not stuck. */
const TIMEOUT_MS = 60_000;

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
    go: await buildGo(join(folder, "go"), "parallel"),
    python: await findPython(join(folder, "python", "main.py")),
  };
}

/** One process, for one workload or, where that is null, for all of them, run once and small. */
export async function outcomesOf(
  entry: RosterEntry,
  workload: WorkloadName | null,
  effort: Effort,
  toolchains: Toolchains,
  signal: AbortSignal,
): Promise<(name: WorkloadName) => Outcome> {
  const start = startOf(entry, toolchains);
  if (typeof start === "string") return () => ({ kind: "not installed", what: start });
  const args = workload === null ? [] : ["--workload", workload];
  if (effort !== "full") args.push(`--${effort}`);
  const { lines, trouble } = await linesOf<Line>(start, args, TIMEOUT_MS, signal);
  return (name) => {
    const line = lines.find((candidate) => candidate.workload === name);
    return line === undefined
      ? { kind: "failed", reason: trouble || "it printed no line" }
      : judge(line, entry);
  };
}

/** A line is right where its answer is the workload's. */
function judge(line: Line, { notes }: RosterEntry): Outcome {
  if ("cannot" in line) return { kind: "cannot", reason: line.cannot };
  const expected = WORKLOADS[line.workload].expected(line.size);
  if (line.answer !== expected) {
    return {
      kind: "failed",
      reason: `wrong answer: ${line.answer} for size ${line.size}, where ${expected} is right`,
    };
  }
  const note = notes[line.workload];
  return { kind: "measured", samples: [line.value], ...(note === undefined ? {} : { note }) };
}

/** How the process is started, or what is not installed. */
function startOf({ runtime }: RosterEntry, { go, python }: Toolchains): Start | string {
  if (runtime.kind === "node") {
    const at = (file: string) => join(BENCH_DIST, "parallel", file);
    const preload = runtime.preload === null ? [] : ["--import", at(runtime.preload)];
    const child = [process.execPath, ...preload, at("child.js"), "--module", runtime.module];
    return { command: child, env: {} };
  }
  if (runtime.kind === "go") {
    if (go === undefined) return "Go";
    return { command: [...go.command, ...runtime.flags], env: { GOMAXPROCS: "2" } };
  }
  if (python === undefined) return "Python";
  return { command: [...python.command, "--on", runtime.on], env: {} };
}
