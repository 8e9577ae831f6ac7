/**
 * Threads that talk to each other as a suite of the comparison: channels, calls and work between the threads
 * of a process, ours beside MessagePort, the pools, Go and Python.
 *
 * Invariant: every measurement has a process of its own; a quick run has one for each peer.
 */

import { runInterleaved } from "../interleaved.ts";
import { packageVersion } from "../machine.ts";
import type {
  Effort,
  Outcome,
  Row,
  RowPlan,
  SubjectPlan,
  Suite,
  SuiteRequest,
  SuiteResult,
} from "../suite.ts";
import { outcomesOf, prepareToolchains, type Toolchains } from "./process.ts";
import { ROSTER, type RosterEntry } from "./roster.ts";
import { WORKLOAD_NAMES, WORKLOADS, type WorkloadName } from "./workload.ts";

/** What a brief run has: one of each sort. */
export const BRIEF_ROWS: readonly WorkloadName[] = [
  "ping-pong",
  "stream-128-int",
  "stream-128-object",
  "cpu-2",
  "call-64",
];
const BRIEF_LEAVES_OUT: readonly string[] = ["comlink", "multithreading", "python-processes"];

/** Rows that differ in the number of workers. */
const SERIES: Readonly<Record<string, string>> = {
  "fan-out": "fan-out",
  cpu: "a CPU-bound job",
};

let toolchains: Toolchains = { go: undefined, python: undefined };

export const parallelSuite: Suite = {
  name: "parallel",
  title: "channels and calls between threads",
  rows: WORKLOAD_NAMES,
  async prepare() {
    toolchains = await prepareToolchains();
  },
  run,
};

async function run(request: SuiteRequest): Promise<SuiteResult> {
  const { effort } = request;
  const plan = planOf(effort);
  const rows =
    effort === "quick"
      ? await runQuick(plan, request)
      : await runInterleaved(plan, request, async (row, subject, signal) => {
          const name = row.name as WorkloadName;
          return (await outcomesOf(entryOf(subject), name, effort, toolchains, signal))(name);
        });
  return { versions: versions(), rows };
}

/** The rows of a run of this effort. */
function planOf(effort: Effort): readonly RowPlan[] {
  const names = effort === "brief" ? BRIEF_ROWS : WORKLOAD_NAMES;
  const subjects = ROSTER.map(({ subject }) => subject).filter(
    ({ name }) => effort !== "brief" || !BRIEF_LEAVES_OUT.includes(name),
  );
  return names.map((name) => {
    const { title, operation, unit } = WORKLOADS[name];
    const [, series = "", workers] = /^(fan-out|cpu)-(\d+)$/.exec(name) ?? [];
    const scale =
      workers === undefined
        ? {}
        : { scale: { series: SERIES[series] as string, axis: "workers", at: Number(workers) } };
    return { name, title, operation, unit, better: "lower", ...scale, subjects };
  });
}

/** One process a peer, which runs all the workloads once. */
async function runQuick(
  plan: readonly RowPlan[],
  { only, signal, onProgress }: SuiteRequest,
): Promise<readonly Row[]> {
  const found = new Map<string, (name: WorkloadName) => Outcome>();
  for (const entry of ROSTER) {
    if (signal.aborted) break;
    onProgress({ row: "all workloads", subject: entry.subject.title, round: 1, rounds: 1 });
    const outcomes = await outcomesOf(entry, null, "quick", toolchains, signal);
    if (!signal.aborted) found.set(entry.subject.name, outcomes);
  }
  const wanted = plan.filter(({ name }) => only?.includes(name) ?? true);
  return wanted.map((row) => ({
    ...row,
    subjects: row.subjects.map((subject) => ({
      ...subject,
      outcome: found.get(subject.name)?.(row.name as WorkloadName) ?? { kind: "not reached" },
    })),
  }));
}

function entryOf({ name }: SubjectPlan): RosterEntry {
  const entry = ROSTER.find(({ subject }) => subject.name === name);
  if (entry === undefined) throw new Error(`parallel: no peer is named ${name}`);
  return entry;
}

function versions(): Record<string, string> {
  const { go, python } = toolchains;
  const packages = ROSTER.flatMap(({ runtime }) =>
    runtime.kind === "node" && runtime.packageName !== null ? [runtime.packageName] : [],
  );
  return {
    ...(go === undefined ? {} : { Go: go.version.replace(/^go version go(\S+).*$/, "$1") }),
    ...(python === undefined ? {} : { Python: python.version.replace(/^Python /, "") }),
    ...Object.fromEntries(packages.map((name) => [name, packageVersion(name)])),
  };
}
