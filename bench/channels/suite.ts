/**
 * Channels as a suite of the comparison: every peer in the workloads that say most, and in a full run in
 * all of them.
 *
 * Invariant: a row's subjects have one size, or a note that says which other.
 */

import { runInterleaved } from "../interleaved.ts";
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
import { LATENCY_SHARES } from "./latency.ts";
import { measureOne, prepareToolchains, runSmall, sizeOf, type Toolchains } from "./process.ts";
import { type Outcome as PeerOutcome, packageVersions } from "./results.ts";
import { ROSTER, type RosterEntry } from "./roster.ts";
import { count, operationOf, WORKLOAD_NAMES, type WorkloadName } from "./workload.ts";
import { WORKLOADS } from "./workloads/all.ts";

const TIMEOUT_MS = 120_000;
const QUICK_TIMEOUT_MS = 30_000;

/** What a brief run leaves out: near twins of others, and what takes seconds a turn. */
const LEFT_OUT_IN_BRIEF: readonly WorkloadName[] = [
  "stream-0",
  "mutex",
  "select-2-one-sender",
  "select-16",
  "select-16-one-sender",
  "wake-1000",
  "wake-100000",
  "timer-latency",
  "stat-latency",
];

/** Which libraries' second and third ways of calling them only a full run has. */
const FULL_ONLY: readonly string[] = ["ts-chan", "js-csp-try"];

let toolchains: Toolchains = { go: undefined, python: undefined };

export const channelsSuite: Suite = {
  name: "channels",
  title: "channels, select, goroutines and locks",
  rows: WORKLOAD_NAMES,
  async prepare() {
    toolchains = await prepareToolchains();
  },
  run,
};

async function run(request: SuiteRequest): Promise<SuiteResult> {
  const plan = planOf(request.effort);
  const rows =
    request.effort === "quick"
      ? await runQuick(plan, request)
      : await runInterleaved(plan, request, (row, subject, signal) =>
          measure(row, subject, request.effort === "full" ? "full" : "brief", signal),
        );
  return { versions: versions(), rows };
}

/** The rows of a run of this effort. */
function planOf(effort: Effort): readonly RowPlan[] {
  const names = WORKLOAD_NAMES.filter(
    (name) => effort !== "brief" || !LEFT_OUT_IN_BRIEF.includes(name),
  );
  const entries = ROSTER.filter(({ name }) => effort !== "brief" || !FULL_ONLY.includes(name));
  return names.map((name) => {
    const workload = WORKLOADS[name];
    return {
      name,
      title: workload.title,
      operation: operationOf(workload, effort),
      unit: workload.measure.unit,
      better: "lower",
      subjects: entries.map(subjectOf),
    };
  });
}

function subjectOf({ name, title, side, substrate }: RosterEntry): SubjectPlan {
  if (substrate.kind === "python") {
    return { name, title, side, idiom: "threads", substrate: "OS threads" };
  }
  const on = substrate.kind === "go" ? "goroutines" : "event loop";
  return { name, title, side, substrate: on };
}

async function measure(
  row: RowPlan,
  subject: SubjectPlan,
  effort: "full" | "brief",
  signal: AbortSignal,
): Promise<Outcome> {
  const name = row.name as WorkloadName;
  const entry = entryOf(subject);
  const limits = { timeoutMs: TIMEOUT_MS, signal };
  return outcomeOf(entry, name, effort, await measureOne(entry, name, effort, toolchains, limits));
}

/** One process a peer, which runs all the workloads once. */
async function runQuick(
  plan: readonly RowPlan[],
  { only, signal, onProgress }: SuiteRequest,
): Promise<readonly Row[]> {
  const rows = plan.filter(({ name }) => only?.includes(name) ?? true);
  const names = rows.map(({ name }) => name as WorkloadName);
  const found = new Map<string, Awaited<ReturnType<typeof runSmall>>>();
  for (const entry of ROSTER) {
    if (signal.aborted) break;
    onProgress({ row: "all workloads", subject: entry.title, round: 1, rounds: 1 });
    const limits = { timeoutMs: QUICK_TIMEOUT_MS, signal };
    const outcomes = await runSmall(entry, names, toolchains, limits);
    if (!signal.aborted) found.set(entry.name, outcomes);
  }
  return rows.map((row) => ({
    ...row,
    subjects: row.subjects.map((subject) => {
      const name = row.name as WorkloadName;
      const outcome = found.get(subject.name)?.get(name);
      return {
        ...subject,
        outcome:
          outcome === undefined
            ? { kind: "not reached" as const }
            : outcomeOf(entryOf(subject), name, "quick", outcome),
      };
    }),
  }));
}

function entryOf({ name }: SubjectPlan): RosterEntry {
  const entry = ROSTER.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`channels: no peer is named ${name}`);
  return entry;
}

function outcomeOf(
  entry: RosterEntry,
  name: WorkloadName,
  effort: Effort,
  outcome: PeerOutcome,
): Outcome {
  if (outcome.kind === "not installed") {
    return { kind: "not installed", what: entry.substrate.kind === "go" ? "Go" : "Python" };
  }
  if (outcome.kind !== "measured") return outcome;
  const { size } = WORKLOADS[name];
  const usual = size.kind === "calibrated" ? undefined : size[effort];
  const own = effort === "quick" ? usual : sizeOf(entry, name, effort);
  const distribution = LATENCY_SHARES.flatMap((share, i) => {
    const value = outcome.quantiles?.[i];
    return value === undefined ? [] : [{ share, value }];
  });
  return {
    kind: "measured",
    samples: outcome.values,
    ...(own === undefined || own === usual ? {} : { note: `at a size of ${count(own)}` }),
    ...(distribution.length === 0 ? {} : { distribution }),
  };
}

function versions(): Record<string, string> {
  const { go, python } = toolchains;
  return {
    ...(go === undefined ? {} : { Go: go.version.replace(/^go version go(\S+).*$/, "$1") }),
    ...(python === undefined ? {} : { Python: python.version.replace(/^Python /, "") }),
    ...packageVersions(),
  };
}
