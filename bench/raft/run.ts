/**
 * `npm run bench:raft`: how many commands clusters commit, how soon, and how soon they have another leader:
 * the twins beside each other and beside Rafts in Go. bench/README.md says what is measured and how.
 *
 *     npm run bench:raft -- --rounds 5 --only commit-throughput,failover --json out.json
 *     npm run bench:raft -- --brief          shorter, and fewer rows
 *     npm run bench:raft -- --smoke          everyone once and small, for npm test
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
import { ROW_NAMES, rowsOf } from "./rows.ts";
import { raftSuite } from "./suite.ts";
import { rowTable } from "./table.ts";

interface Options {
  readonly effort: Effort;
  readonly rounds: number;
  readonly only: readonly string[];
  readonly jsonFile: string;
}

const USAGE = `usage: npm run bench:raft -- [--brief] [--rounds N] [--only ROW,...] [--json FILE]
       npm run bench:raft -- --smoke

  --rounds  how many rounds, 5 by default: in each, everyone has a turn in every row
  --only    only these rows:
${ROW_NAMES.map((name) => `              ${name}`).join("\n")}
  --brief   shorter, and only ${rowsOf("brief")
    .map(({ plan }) => plan.name)
    .join(", ")}
  --json    where the results go; bench/results/ by default
  --smoke   everyone once and small: are the answers right? It ranks nothing
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
    only: readChoice("--only", values.only, ROW_NAMES),
    jsonFile: values.json ?? join(ROOT, "bench", "results", `raft-${effort}.json`),
  };
}

async function main(): Promise<void> {
  const { effort, rounds, only, jsonFile } = readOptions();
  const request: ComparisonRequest = {
    effort,
    rounds,
    only: only.map((row) => `${raftSuite.name}/${row}`),
    signal: new AbortController().signal,
  };
  const comparison = comparisonOf(request, [raftSuite]);
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
  if (effort !== "quick") for (const row of rows) console.log(`\n${rowTable(row)}`);
  await mkdir(dirname(jsonFile), { recursive: true });
  await writeFile(jsonFile, `${JSON.stringify(results, null, 2)}\n`);
  const outcomes = rows.flatMap((row) =>
    row.subjects.map(({ title, outcome }) => ({ where: `${row.name}, ${title}`, outcome })),
  );
  const count = (kind: string) => outcomes.filter(({ outcome }) => outcome.kind === kind).length;
  console.log(
    `\n${count("measured")} answers right, ${count("failed")} failed, ` +
      `${count("cannot")} that somebody cannot do, ${count("not installed")} not installed`,
  );
  console.log(`written to ${jsonFile}`);
  for (const { where, outcome } of outcomes) {
    if (outcome.kind === "failed") console.error(`FAILED ${where}: ${outcome.reason}`);
  }
  process.exitCode = count("failed") === 0 ? 0 : 1;
}

await runCommand(USAGE, main);
