/**
 * Raft as a suite of the comparison: the twins beside each other, and beside etcd's and hashicorp's where
 * those are installed.
 *
 * Invariants: every measurement is a process of its own, with the whole cluster in it; an answer that is
 * not in every state machine, in one order, is a failure and no figure.
 */

import { buildBenchmark, buildPackage } from "../build.ts";
import { runInterleaved } from "../interleaved.ts";
import { linesOf } from "../measured-process.ts";
import type {
  Beside,
  Effort,
  Outcome,
  Row,
  RowPlan,
  Suite,
  SuiteRequest,
  SuiteResult,
  Unit,
} from "../suite.ts";
import { LATENCY_SHARES } from "./load.ts";
import type { CommitsLine, FailoverLine } from "./measure.ts";
import type { MemoryLine } from "./memory.ts";
import { buildLibraries, type Question, ROSTER, type RosterEntry, versions } from "./roster.ts";
import { type RaftRow, ROW_NAMES, rowsOf } from "./rows.ts";

export const raftSuite: Suite = {
  name: "raft",
  title: "replicated commands by Raft",
  rows: ROW_NAMES,
  async prepare() {
    await buildPackage();
    await buildBenchmark();
    await buildLibraries();
  },
  async run(request: SuiteRequest): Promise<SuiteResult> {
    const rows = rowsOf(request.effort).filter(({ plan }) => isWanted(plan, request));
    const asked = askedOf(rows);
    const plan = asked.map((row) => row.plan);
    const found = await runInterleaved(plan, { ...request, only: null }, (row, subject, signal) => {
      const question = asked.find((candidate) => candidate.plan.name === row.name)?.question;
      const entry = ROSTER.find(({ name }) => name === subject.name);
      if (question === undefined || entry === undefined)
        throw new Error(`raft: no ${subject.name} at ${row.name}`);
      return measure(question, row.unit, entry, request.effort, signal);
    });
    return { versions: versions(), rows: rows.map((row) => answered(row, asked, found)) };
  },
};

function isWanted({ name }: RowPlan, { only }: SuiteRequest): boolean {
  return only?.includes(name) ?? true;
}

/** The rows that are run: the first of those that ask the same, which has the most subjects. */
function askedOf(rows: readonly RaftRow[]): readonly RaftRow[] {
  return rows.filter((row) => rows.find((other) => isSame(row, other)) === row);
}

function isSame(one: RaftRow, other: RaftRow): boolean {
  const sameUnit = one.plan.unit === other.plan.unit;
  return sameUnit && JSON.stringify(one.question) === JSON.stringify(other.question);
}

/** A row with the answers of the one that was run for it: what is asked twice is measured once. */
function answered(row: RaftRow, asked: readonly RaftRow[], found: readonly Row[]): Row {
  const run = found[asked.findIndex((other) => isSame(row, other))];
  const outcomeOf = (name: string): Outcome =>
    run?.subjects.find((subject) => subject.name === name)?.outcome ?? { kind: "not reached" };
  const subjects = row.plan.subjects.map((subject) => {
    return { ...subject, outcome: outcomeOf(subject.name) };
  });
  return { ...row.plan, subjects };
}

/** How long things last, by effort. */
const TIMES: Readonly<Record<Effort, { electionMs: number; warmMs: number; runMs: number }>> = {
  // Short enough to be over soon; a slow machine may elect twice, which is right as well.
  quick: { electionMs: 200, warmMs: 20, runMs: 50 },
  // While a cluster is loaded, nothing is to make it elect again.
  brief: { electionMs: 300, warmMs: 150, runMs: 300 },
  full: { electionMs: 400, warmMs: 1_000, runMs: 2_000 },
};

/** In all efforts, since it is what a failover is made of. */
const FAILOVER_ELECTION_MS = 150;
const TIMEOUT_MS = 60_000;
/** A run in which the cluster had to elect again is no measurement; on a busy machine it happens. */
const ATTEMPTS = 4;

async function measure(
  question: Question,
  unit: Unit,
  entry: RosterEntry,
  effort: Effort,
  signal: AbortSignal,
): Promise<Outcome> {
  const reason = entry.cannot(question);
  if (reason !== null) return { kind: "cannot", reason };
  const start = entry.start();
  if ("missing" in start) return { kind: "not installed", what: start.missing };
  const ask = async (asked: Question, then: (line: never) => Outcome): Promise<Outcome> => {
    const args = argumentsOf(asked, entry, effort);
    let reason = "";
    for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt++) {
      const { lines, trouble } = await linesOf<never>(start, args, TIMEOUT_MS, signal);
      const line = lines[0] as { interrupted: string } | undefined;
      if (line === undefined) return { kind: "failed", reason: trouble };
      if (!("interrupted" in line)) return then(line);
      reason = `it lost its leader ${ATTEMPTS} times: ${line.interrupted}`;
    }
    return { kind: "failed", reason };
  };
  switch (question.measure) {
    case "commits":
      return ask(question, (line) => ofCommits(unit, line));
    case "failover":
      return ask(question, ofFailover);
    case "memory":
      return ask(question, ({ bytesANode }: MemoryLine) => ({
        kind: "measured",
        samples: [bytesANode],
      }));
    case "stable":
      return largestStable((nodes) =>
        ask({ ...question, nodes }, ({ stable }: { stable: boolean }) => ({
          kind: "measured",
          samples: [stable ? 1 : 0],
        })),
      );
  }
}

function argumentsOf(question: Question, { side }: RosterEntry, effort: Effort): readonly string[] {
  const { measure, storage, nodes, clients, batching } = question;
  const { electionMs, warmMs, runMs } = TIMES[effort];
  const args = {
    measure,
    nodes,
    clients,
    batching,
    "election-ms": measure === "failover" ? FAILOVER_ELECTION_MS : electionMs,
    "warm-ms": warmMs,
    "run-ms": runMs,
    // The others have but one place for their logs.
    ...(side === "ours" ? { storage } : {}),
  };
  return Object.entries(args).flatMap(([name, value]) => [`--${name}`, `${value}`]);
}

const median = LATENCY_SHARES.indexOf(0.5);
const ninetyNinth = LATENCY_SHARES.indexOf(0.99);

function ofCommits(unit: Unit, line: CommitsLine): Outcome {
  const { commits, elapsedMs, messages, bytes, latencyUs } = line;
  const us = (at: number) => latencyUs[at] as number;
  const each = (what: string, unit: Beside["unit"], sample: number): Beside => ({
    what,
    unit,
    samples: [sample],
  });
  // Processes send each other what nobody here has counted.
  const counted = [
    each("messages a commit", "", messages / commits),
    each("bytes a commit", "B", bytes / commits),
  ];
  const beside = messages === 0 ? [] : counted;
  if (unit === "1/s")
    return {
      kind: "measured",
      samples: [(commits / elapsedMs) * 1_000],
      beside: [
        ...beside,
        each("latency, median", "us", us(median)),
        each("latency, 99 of 100", "us", us(ninetyNinth)),
      ],
    };
  const distribution = LATENCY_SHARES.map((share, at) => ({ share, value: us(at) / 1_000 }));
  return { kind: "measured", samples: [us(median) / 1_000], distribution, beside };
}

function ofFailover({ electMs, failoverMs }: FailoverLine): Outcome {
  return {
    kind: "measured",
    samples: [failoverMs],
    beside: [{ what: "to elect the first leader", unit: "ms", samples: [electMs] }],
  };
}

/** The sizes that are tried, one after another until one fails. */
const SIZES: readonly number[] = [3, 7, 15, 31, 63, 127, 255, 511, 1_001, 2_001, 4_001];

async function largestStable(isStable: (nodes: number) => Promise<Outcome>): Promise<Outcome> {
  let largest = 0;
  for (const nodes of SIZES) {
    const outcome = await isStable(nodes);
    if (outcome.kind !== "measured" || outcome.samples[0] !== 1) break;
    largest = nodes;
  }
  return { kind: "measured", samples: [largest] };
}
