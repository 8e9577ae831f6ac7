/**
 * `metrics`: code length and complexity of sources that stand beside each other, as a table or as
 * JSON. Exit status: 0, measured; 1, a source cannot be measured; 2, the command line is wrong.
 */

import { existsSync } from "node:fs";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { allExamples, type Comparison, compare } from "../report/metrics/comparison.ts";
import {
  GrammarMissingError,
  NothingToMeasureError,
  SourceMissingError,
  SourceSyntaxError,
  UnknownLanguageError,
} from "../report/metrics/errors.ts";
import { openMeasurer } from "../report/metrics/measure.ts";
import { groupsUnder, type SourceGroup, twinGroups } from "../report/metrics/sources.ts";
import { renderComparisons, renderFunctions } from "../report/metrics/table.ts";

const HELP = `usage: metrics [--json | --functions] [path ...]

Measures code length (lines, tokens) and complexity (cyclomatic, cognitive, nesting) of TypeScript,
Go and Python sources, and sets beside each other what belongs together. A path is a file or a
folder; without one, the paired examples and the two idioms of Raft are measured.

  --functions  a row for each function in place of a row for each source
  --json       everything that was counted, each function included
  --help       this text
`;

/** Where the command writes; the process's own streams unless a caller passes others. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs the command and gives its exit status. Paths are taken from the working directory.
 * Rejects only where the fault is not in what was to be measured.
 */
export async function metrics(args: readonly string[], { out, err }: Output): Promise<number> {
  const options = readArguments(args);
  if ("fault" in options) {
    err(`metrics: ${options.fault}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    out(HELP);
    return 0;
  }
  try {
    out(render(await measured(options.paths), options));
    return 0;
  } catch (error) {
    if (!isAboutSources(error)) throw error;
    err(`metrics: ${error.message}\n`);
    return 1;
  }
}

interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly functions: boolean;
  readonly paths: readonly string[];
}

function readArguments(args: readonly string[]): Options | { readonly fault: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        functions: { type: "boolean", default: false },
      },
    });
    if (values.json && values.functions) return { fault: "--json already holds each function" };
    return { ...values, paths: positionals };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { fault: error.message };
  }
}

async function measured(paths: readonly string[]): Promise<Comparison[]> {
  const groups = paths.length === 0 ? usualGroups() : groupsUnder(paths);
  const comparisons = await compare(groups, await openMeasurer());
  const together = allExamples(comparisons);
  return together === undefined ? comparisons : [...comparisons, together];
}

function usualGroups(): SourceGroup[] {
  const twins = twinGroups("src/raft/csp", "src/raft/threads");
  // Where there is nothing but examples, their absence is the fault that has to be named.
  if (twins.length > 0 && !existsSync("examples")) return twins;
  return [...groupsUnder(["examples"]), ...twins];
}

function render(comparisons: readonly Comparison[], { json, functions }: Options): string {
  if (json) return `${JSON.stringify({ comparisons }, null, 2)}\n`;
  return functions ? renderFunctions(comparisons) : renderComparisons(comparisons);
}

function isAboutSources(error: unknown): error is Error {
  return [
    GrammarMissingError,
    NothingToMeasureError,
    SourceMissingError,
    SourceSyntaxError,
    UnknownLanguageError,
  ].some((kind) => error instanceof kind);
}

const program = process.argv[1];
if (program !== undefined && import.meta.url === pathToFileURL(program).href) {
  process.exitCode = await metrics(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}
