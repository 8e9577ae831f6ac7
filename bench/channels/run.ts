/**
 * `npm run bench:channels`: the benchmark of channels, select, goroutines and locks, ours beside other
 * libraries, Go and Python. bench/README.md says what each workload is and how it is measured.
 *
 *     npm run bench:channels -- --rounds 5 --only ping-pong,sieve --peers go-1,ours-async --json out.json
 *     npm run bench:channels -- --smoke      every peer in every workload once and small, for npm test
 *
 * Exits with 1 where an answer was wrong or a process failed.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROOT } from "../build.ts";
import { readChoice, readRounds, readValues, runCommand } from "../command-line.ts";
import { measureOne, prepareToolchains, runSmall, type Toolchains } from "./process.ts";
import { runShown, type Step } from "./progress.ts";
import { type Outcome, type Row, resultsOf, rowsOf } from "./results.ts";
import { ROSTER, type RosterEntry } from "./roster.ts";
import { runRounds } from "./rounds.ts";
import { aimsTable, workloadTable } from "./table.ts";
import { WORKLOAD_NAMES, type WorkloadName } from "./workload.ts";
import { WORKLOADS } from "./workloads/all.ts";

/** Longer than any measurement takes that is not stuck. */
const FULL_TIMEOUT_MS = 180_000;
const SMOKE_TIMEOUT_MS = 30_000;

interface Options {
  readonly mode: "full" | "smoke";
  readonly rounds: number;
  readonly workloads: readonly WorkloadName[];
  readonly entries: readonly RosterEntry[];
  readonly jsonFile: string;
}

const USAGE = `usage: npm run bench:channels -- [--rounds N] [--only WORKLOAD,...] [--peers PEER,...] [--json FILE]
       npm run bench:channels -- --quick

  --rounds  how many rounds, 5 by default: in each, every peer has its turn in every workload
  --only    only these workloads:
              ${WORKLOAD_NAMES.join(", ")}
  --peers   only these peers:
              ${ROSTER.map((entry) => entry.name).join(", ")}
  --json    where the results go; bench/results/ by default
  --quick   every peer in every workload once and small: are the answers right? It ranks nothing
  --help    this text`;

function readOptions(): Options {
  const values = readValues(
    {
      rounds: { type: "string", default: "5" },
      only: { type: "string" },
      peers: { type: "string" },
      json: { type: "string" },
      smoke: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
    },
    USAGE,
  );
  const rounds = readRounds(values.rounds);
  // `--smoke` is what npm test calls it for every benchmark.
  const mode = values.smoke || values.quick ? "smoke" : "full";
  const entryNames = ROSTER.map((entry) => entry.name);
  const chosen = readChoice("--peers", values.peers, entryNames);
  return {
    mode,
    rounds: mode === "smoke" ? 1 : rounds,
    workloads: readChoice("--only", values.only, WORKLOAD_NAMES),
    entries: ROSTER.filter((entry) => chosen.includes(entry.name)),
    jsonFile: values.json ?? join(ROOT, "bench", "results", `channels-${mode}.json`),
  };
}

/** Everything at its full size, round by round. */
function fullSteps(options: Options, toolchains: () => Toolchains, rows: Row[]): Step[] {
  return options.workloads.map((name) => ({
    title: WORKLOADS[name].title,
    async run(say) {
      const outcomes = await runRounds(
        name,
        options.entries,
        options.rounds,
        (entry, workload) =>
          measureOne(entry, workload, "full", toolchains(), { timeoutMs: FULL_TIMEOUT_MS }),
        (round, entry) => say(`round ${round} of ${options.rounds}`, entry.title),
      );
      rows.push(...rowsOf(WORKLOADS[name], outcomes));
    },
  }));
}

/** Each peer once through all workloads, in one process each: whether it answers, not how fast. */
function smokeSteps(options: Options, toolchains: () => Toolchains, rows: Row[]): Step[] {
  const found = new Map<WorkloadName, Map<RosterEntry, Outcome>>(
    options.workloads.map((name) => [name, new Map()]),
  );
  const steps: Step[] = options.entries.map((entry) => ({
    title: entry.title,
    async run() {
      const outcomes = await runSmall(entry, options.workloads, toolchains(), {
        timeoutMs: SMOKE_TIMEOUT_MS,
      });
      for (const [name, outcome] of outcomes) found.get(name)?.set(entry, outcome);
    },
  }));
  const collect: Step = {
    title: "answers",
    async run() {
      for (const [name, outcomes] of found) rows.push(...rowsOf(WORKLOADS[name], outcomes));
    },
  };
  return [...steps, collect];
}

async function main(): Promise<void> {
  const options = readOptions();
  const startedAt = new Date();
  const rows: Row[] = [];
  let toolchains: Toolchains = { go: undefined, python: undefined };
  const build: Step = {
    title: "build",
    async run() {
      toolchains = await prepareToolchains();
    },
  };
  const steps = options.mode === "full" ? fullSteps : smokeSteps;
  await runShown([build, ...steps(options, () => toolchains, rows)]);

  const failed = rows.filter((row) => row.outcome.kind === "failed");
  if (options.mode === "full") report(options.workloads, rows);
  const results = resultsOf(options.mode, options.rounds, startedAt, toolchains, rows);
  await mkdir(dirname(options.jsonFile), { recursive: true });
  await writeFile(options.jsonFile, `${JSON.stringify(results, null, 2)}\n`);
  const count = (kind: Outcome["kind"]) => rows.filter((row) => row.outcome.kind === kind).length;
  console.log(
    `${count("measured")} answers right, ${failed.length} failed, ` +
      `${count("cannot")} that a peer cannot do, ${count("not installed")} not installed`,
  );
  console.log(`written to ${options.jsonFile}`);
  for (const { workload, title, outcome } of failed) {
    if (outcome.kind === "failed") console.error(`FAILED ${workload}, ${title}: ${outcome.reason}`);
  }
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function report(workloads: readonly WorkloadName[], rows: readonly Row[]): void {
  for (const name of workloads) {
    const of = rows.filter((row) => row.workload === name);
    console.log(`\n${workloadTable(WORKLOADS[name], of)}`);
  }
  console.log(`\n${aimsTable(rows)}\n`);
}

await runCommand(USAGE, main);
