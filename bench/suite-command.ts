/**
 * The command of a suite that stands alone, `npm run bench:...`: reads its options, runs it as a comparison of
 * one suite, prints a table a row, and writes the results. Exits with 1 where an answer was wrong or a process
 * failed.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROOT } from "./build.ts";
import { runShown, type Step } from "./channels/progress.ts";
import { readChoice, readRounds, readValues, runCommand } from "./command-line.ts";
import { type Comparison, type ComparisonRequest, comparisonOf } from "./comparison.ts";
import type { Effort, Outcome, Row, Suite } from "./suite.ts";

/** What such a command is. */
export interface SuiteCommand {
  readonly suite: Suite;
  /** What `--brief` leaves, as the help has it. */
  readonly brief: string;
  /** A row as text. */
  readonly table: (row: Row) => string;
  /** What follows all rows, or "". */
  readonly conclusion: (rows: readonly Row[]) => string;
}

interface Options {
  readonly effort: Effort;
  readonly rounds: number;
  readonly only: readonly string[];
  readonly jsonFile: string;
}

/** Runs the benchmark that this process's command line asks for. */
export async function runSuiteCommand(command: SuiteCommand): Promise<void> {
  const usage = usageOf(command);
  await runCommand(usage, () => benchmark(command, usage));
}

function usageOf({ suite, brief }: SuiteCommand): string {
  const name = `npm run bench:${suite.name}`;
  return `usage: ${name} -- [--brief] [--rounds N] [--only ROW,...] [--json FILE]
       ${name} -- --smoke

  --rounds  how many rounds, 5 by default: in each, everyone has a turn in every row
  --only    only these rows:
${suite.rows.map((row) => `              ${row}`).join("\n")}
  --brief   shorter, and only ${brief}
  --json    where the results go; bench/results/ by default
  --smoke   everyone once and small: are the answers right? It ranks nothing
  --help    this text`;
}

function readOptions({ suite }: SuiteCommand, usage: string): Options {
  const values = readValues(
    {
      rounds: { type: "string", default: "5" },
      only: { type: "string" },
      json: { type: "string" },
      brief: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
    },
    usage,
  );
  const rounds = readRounds(values.rounds);
  const effort: Effort = values.smoke ? "quick" : values.brief ? "brief" : "full";
  return {
    effort,
    rounds: values.smoke ? 1 : rounds,
    only: readChoice("--only", values.only, suite.rows),
    jsonFile: values.json ?? join(ROOT, "bench", "results", `${suite.name}-${effort}.json`),
  };
}

async function benchmark(command: SuiteCommand, usage: string): Promise<void> {
  const { suite, table, conclusion } = command;
  const { effort, rounds, only, jsonFile } = readOptions(command, usage);
  const request: ComparisonRequest = {
    effort,
    rounds,
    only: only.map((row) => `${suite.name}/${row}`),
    signal: new AbortController().signal,
  };
  const comparison = comparisonOf(request, [suite]);
  await runShown(stepsOf(comparison, rounds));
  const results = comparison.results();
  const rows = results.suites.flatMap((found) => found.rows);
  if (effort !== "quick") console.log(`\n${[...rows.map(table), conclusion(rows)].join("\n\n")}`);
  await mkdir(dirname(jsonFile), { recursive: true });
  await writeFile(jsonFile, `${JSON.stringify(results, null, 2)}\n`);
  conclude(rows);
  console.log(`written to ${jsonFile}`);
}

function stepsOf({ steps }: Comparison, rounds: number): Step[] {
  return steps.flatMap((step): Step[] => [
    { title: "build", run: () => step.prepare() },
    {
      title: step.title,
      run: (say) =>
        step.run(({ row, subject, round }) =>
          say(`round ${round} of ${rounds}`, `${row}, ${subject}`),
        ),
    },
  ]);
}

/** Counts what came of it, says what failed, and sets the exit status. */
function conclude(rows: readonly Row[]): void {
  const outcomes = rows.flatMap((row) =>
    row.subjects.map(({ title, outcome }) => ({ where: `${row.name}, ${title}`, outcome })),
  );
  const count = (kind: Outcome["kind"]) =>
    outcomes.filter(({ outcome }) => outcome.kind === kind).length;
  console.log(
    `${count("measured")} answers right, ${count("failed")} failed, ` +
      `${count("cannot")} that somebody cannot do, ${count("not installed")} not installed`,
  );
  for (const { where, outcome } of outcomes) {
    if (outcome.kind === "failed") console.error(`FAILED ${where}: ${outcome.reason}`);
  }
  process.exitCode = count("failed") === 0 ? 0 : 1;
}
