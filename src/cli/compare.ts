/**
 * `compare`, which `npm start` runs: the side-by-side comparison on this machine, a table at the end, and
 * the report with its charts and the paper. Exit status: 0, done; 1, an answer was wrong;
 * 2, the command line is wrong; 130, ended by Ctrl-C, with what there was written.
 */

import { join, relative, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { writeReport } from "../report/report.ts";
import { type Effort, type ResultSet, readResultSet } from "../report/results/result-set.ts";
import { openBench } from "./compare/bench.ts";
import { gatherMaterial } from "./compare/material.ts";
import { runShown } from "./compare/progress.ts";
import { renderFailures, renderMissing, renderNotes, renderTables } from "./compare/table.ts";
import { type Terminal, terminalOf } from "./terminal.ts";

const HELP = `usage: compare [--quick | --full] [--only NAME,...] [--rounds N] [--out FOLDER] [--json]

Measures goroutine-kit beside other libraries, Go and Python on this machine, prints a table, and writes a
report: the figures as JSON, charts, and the paper (paper.html, paper.md). About four minutes.

  --quick   everything once and small, in about 20 seconds: are the answers right? It ranks nothing
  --full    everything at full size: as long as it takes, half an hour or more
  --only    only these suites, or rows of them: channels, raft, channels/ping-pong
  --rounds  at most so many rounds, 5 by default; fewer where time is short, but 3 at least
  --out     the folder of the report, "report" by default
  --json    the figures on standard output, and nothing else there
  --help    this text
`;

/** Where the command writes, and what ends the run with what it has. */
export type Output = Pick<Terminal, "out" | "err" | "isTerminal" | "interrupted">;

const STATUS_INTERRUPTED = 130;

/** Runs the command and gives its exit status. Rejects only where the fault is in this house. */
export async function compare(args: readonly string[], output: Output): Promise<number> {
  const request = readArguments(args);
  if (request.kind === "fault") return refuse(request.fault, output);
  if (request.kind === "help") {
    output.out(HELP);
    return 0;
  }
  const bench = await openBench();
  const unknown = request.only?.filter((name) => !bench.namesOf().includes(name)) ?? [];
  if (unknown.length > 0) {
    const suites = bench.namesOf().filter((name) => !name.includes("/"));
    const rows = `and their rows, as in ${bench.namesOf()[1] ?? ""}`;
    return refuse(
      `--only: no ${unknown.join(", ")}; there are ${suites.join(", ")}, ${rows}`,
      output,
    );
  }
  const comparison = bench.comparisonOf({ ...request, signal: output.interrupted });
  const plain = plainLines(request, output);
  await runShown(comparison, output.interrupted, plain);
  return tell(comparison.results(), request, output);
}

interface Request {
  readonly kind: "run";
  readonly effort: Effort;
  readonly rounds: number;
  readonly only: readonly string[] | null;
  readonly folder: string;
  readonly json: boolean;
}

function readArguments(
  args: readonly string[],
): Request | { readonly kind: "help" } | { readonly kind: "fault"; readonly fault: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        full: { type: "boolean", default: false },
        only: { type: "string" },
        rounds: { type: "string", default: "5" },
        out: { type: "string", default: "report" },
        json: { type: "boolean", default: false },
      },
    });
    if (values.help) return { kind: "help" };
    if (values.quick && values.full) return { kind: "fault", fault: "--quick or --full, not both" };
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) {
      const fault = `--rounds is ${values.rounds}, but has to be a whole number from 1 up`;
      return { kind: "fault", fault };
    }
    return {
      kind: "run",
      effort: values.quick ? "quick" : values.full ? "full" : "brief",
      rounds: values.quick ? 1 : rounds,
      only: values.only?.split(",") ?? null,
      folder: resolve(values.out),
      json: values.json,
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { kind: "fault", fault: error.message };
  }
}

function refuse(fault: string, { err }: Output): number {
  err(`compare: ${fault}\n\n${HELP}`);
  return 2;
}

/** Standard output belongs to the JSON where that is asked for. */
function plainLines({ json }: Request, { out, err, isTerminal }: Output) {
  if (json) return (line: string) => err(`${line}\n`);
  return isTerminal ? null : (line: string) => out(`${line}\n`);
}

/** Says what was found, writes the report, and gives the exit status. */
async function tell(found: unknown, request: Request, output: Output): Promise<number> {
  const results = readResultSet(found);
  const say = request.json ? output.err : output.out;
  if (request.json) output.out(`${JSON.stringify(found, null, 2)}\n`);
  else say(`\n${renderTables(results)}\n\n${footnotes(results)}`);
  const failures = renderFailures(results);
  for (const line of failures) output.err(`${line}\n`);
  const written = await writeReport(request.folder, await gatherMaterial(results), found);
  const here = (name: string) => relative(process.cwd(), join(request.folder, name));
  say(`\nwritten: ${here("paper.html")}, ${here("paper.md")}, ${here("results.json")}`);
  say(` and ${written.charts} charts\n`);
  if (results.ended === "early") return STATUS_INTERRUPTED;
  return failures.length === 0 ? 0 : 1;
}

function footnotes(results: ResultSet): string {
  const lines = [renderMissing(results)];
  if (results.ended === "early") lines.push("ended early: these are the figures until then");
  if (results.effort === "quick") {
    lines.push("a quick run: whether the answers are right, and no speed to speak of");
  } else {
    lines.push(...renderNotes(results));
    lines.push(`in brackets the place among all. ${results.rule}`);
  }
  return `${lines.filter((line) => line !== "").join("\n")}\n`;
}

const program = process.argv[1];
if (program !== undefined && import.meta.url === pathToFileURL(program).href) {
  process.exitCode = await compare(process.argv.slice(2), terminalOf(process));
}
