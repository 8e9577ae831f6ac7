/**
 * `npm run bench:parallel`: the benchmark of channels, calls and work between threads, ours beside
 * MessagePort, pools, Go and Python. bench/README.md says what each workload is and how it is measured.
 *
 *     npm run bench:parallel -- --rounds 5 --only ping-pong,stream-128-int --json out.json
 *     npm run bench:parallel -- --smoke      every peer in every workload once and small, for npm test
 *
 * Exits with 1 where an answer was wrong or a process failed.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROOT } from "../build.ts";
import { runShown, type Step } from "../channels/progress.ts";
import { readChoice, readRounds, readValues, runCommand } from "../command-line.ts";
import { type ComparisonRequest, comparisonOf } from "../comparison.ts";
import type { Effort } from "../suite.ts";
import { parallelSuite } from "./suite.ts";
import { aimsTable, rowTable } from "./table.ts";
import { WORKLOAD_NAMES } from "./workload.ts";

interface Options {
  readonly effort: Effort;
  readonly rounds: number;
  readonly only: readonly string[];
  readonly jsonFile: string;
}

const USAGE = `usage: npm run bench:parallel -- [--brief] [--rounds N] [--only WORKLOAD,...] [--json FILE]
       npm run bench:parallel -- --smoke

  --rounds  how many rounds, 5 by default: in each, every peer has its turn in every workload
  --only    only these workloads:
              ${WORKLOAD_NAMES.slice(0, 9).join(", ")},
              ${WORKLOAD_NAMES.slice(9).join(", ")}
  --brief   shorter, and fewer of them
  --json    where the results go; bench/results/ by default
  --smoke   every peer in every workload once and small: are the answers right? It ranks nothing
  --help    this text`;

function readOptions(): Options {
  const values = readValues(
    {
      rounds: { type: "string", default: "5" },
      only: { type: "string" },
      json: { type: "string" },
      brief: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
    },
    USAGE,
  );
  const rounds = readRounds(values.rounds);
  const effort: Effort = values.smoke ? "quick" : values.brief ? "brief" : "full";
  return {
    effort,
    rounds: values.smoke ? 1 : rounds,
    only: readChoice("--only", values.only, WORKLOAD_NAMES),
    jsonFile: values.json ?? join(ROOT, "bench", "results", `parallel-${effort}.json`),
  };
}

async function main(): Promise<void> {
  const { effort, rounds, only, jsonFile } = readOptions();
  const request: ComparisonRequest = {
    effort,
    rounds,
    only: only.map((row) => `${parallelSuite.name}/${row}`),
    signal: new AbortController().signal,
  };
  const comparison = comparisonOf(request, [parallelSuite]);
  await runShown(
    comparison.steps.flatMap((step): Step[] => [
      { title: "build", run: () => step.prepare() },
      {
        title: step.title,
        run: (say) =>
          step.run(({ row, subject, round }) =>
            say(`round ${round} of ${rounds}`, `${row}, ${subject}`),
          ),
      },
    ]),
  );
  const results = comparison.results();
  const rows = results.suites.flatMap((suite) => suite.rows);
  if (effort !== "quick") {
    for (const row of rows) console.log(`\n${rowTable(row)}`);
    console.log(`\n${aimsTable(rows)}\n`);
  }
  await mkdir(dirname(jsonFile), { recursive: true });
  await writeFile(jsonFile, `${JSON.stringify(results, null, 2)}\n`);
  const outcomes = rows.flatMap((row) =>
    row.subjects.map(({ title, outcome }) => ({ where: `${row.name}, ${title}`, outcome })),
  );
  const count = (kind: string) => outcomes.filter(({ outcome }) => outcome.kind === kind).length;
  console.log(
    `${count("measured")} answers right, ${count("failed")} failed, ` +
      `${count("cannot")} that a peer cannot do, ${count("not installed")} not installed`,
  );
  console.log(`written to ${jsonFile}`);
  for (const { where, outcome } of outcomes) {
    if (outcome.kind === "failed") console.error(`FAILED ${where}: ${outcome.reason}`);
  }
  process.exitCode = count("failed") === 0 ? 0 : 1;
}

await runCommand(USAGE, main);
