/**
 * `examples`: lists the paired examples, or runs one and prints its four sources beside each other, each
 * with what it prints. Exit status: 0, done; 1, a program does not print what is recorded, or cannot be
 * built; 2, the command line is wrong.
 */

import process from "node:process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import {
  type Example,
  findExample,
  LANGUAGES,
  type LanguageName,
  type Program,
  ROOT,
  readExamples,
} from "./examples/catalogue.ts";
import { type ProgramRun, renderExample, renderList } from "./examples/page.ts";
import {
  EndlessProgramError,
  fromBuild,
  fromSources,
  GoBuildError,
  Runner,
} from "./examples/runner.ts";
import { type Terminal, terminalOf } from "./terminal.ts";

const HELP = `usage: examples [--json]
       examples [--source | --output] [--lang LANG,...] [--json] EXAMPLE

Lists the paired examples. With the number or the name of one, runs it and prints its sources beside each
other, each with what it prints; where the terminal is narrow, one below the other.

  --lang    only these of ${LANGUAGES.map(({ name }) => name).join(", ")}:
${LANGUAGES.map(({ name, title }) => `              ${name.padEnd(7)} ${title}`).join("\n")}
  --source  only the sources; nothing is run
  --output  only what they print
  --json    as JSON
  --help    this text
`;

/** Where the command writes. */
export type Output = Pick<Terminal, "out" | "err" | "width" | "paint">;

/** Runs the command and gives its exit status. Rejects only where the fault is in this house. */
export async function examples(args: readonly string[], output: Output): Promise<number> {
  const { out, err } = output;
  const all = readExamples();
  const request = readArguments(args, all);
  if (request.kind === "fault") {
    err(`examples: ${request.fault}\n\n${HELP}`);
    return 2;
  }
  if (request.kind === "help") out(HELP);
  else if (request.kind === "list")
    out(request.json ? json(all.map(summary)) : renderList(all, output));
  else return show(request, output);
  return 0;
}

interface Show {
  readonly kind: "show";
  readonly example: Example;
  readonly languages: readonly LanguageName[];
  readonly part: "all" | "source" | "output";
  readonly json: boolean;
}

type Request =
  | Show
  | { readonly kind: "list"; readonly json: boolean }
  | { readonly kind: "help" }
  | { readonly kind: "fault"; readonly fault: string };

function readArguments(args: readonly string[], all: readonly Example[]): Request {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        source: { type: "boolean", default: false },
        output: { type: "boolean", default: false },
        lang: { type: "string" },
      },
    });
    if (values.help) return { kind: "help" };
    return requestOf(values, positionals, all);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { kind: "fault", fault: error.message };
  }
}

interface Values {
  readonly json: boolean;
  readonly source: boolean;
  readonly output: boolean;
  readonly lang?: string | undefined;
}

function requestOf(
  { json, source, output, lang }: Values,
  [wanted, ...more]: readonly string[],
  all: readonly Example[],
): Request {
  const fault = (text: string): Request => ({ kind: "fault", fault: text });
  if (more.length > 0) return fault(`one example at a time, not also ${more.join(", ")}`);
  if (source && output) return fault("--source and --output together are all: leave both out");
  if (wanted === undefined) {
    const useless = source ? "--source" : output ? "--output" : lang !== undefined ? "--lang" : "";
    return useless === "" ? { kind: "list", json } : fault(`${useless} of which example?`);
  }
  const example = findExample(all, wanted);
  if (example === undefined) {
    return fault(`no example "${wanted}"; there are ${all.map(({ folder }) => folder).join(", ")}`);
  }
  const languages = languagesOf(lang);
  if (typeof languages === "string") return fault(languages);
  return {
    kind: "show",
    example,
    languages,
    part: source ? "source" : output ? "output" : "all",
    json,
  };
}

/** The languages that a list names, in the order in which they are shown; or what is wrong with it. */
function languagesOf(list: string | undefined): LanguageName[] | string {
  const known = LANGUAGES.map(({ name }) => name);
  if (list === undefined) return known;
  const wanted = list.split(",").map((name) => name.trim());
  const unknown = wanted.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) return `no language "${unknown}"; there are ${known.join(", ")}`;
  return known.filter((name) => wanted.includes(name));
}

async function show(request: Show, output: Output): Promise<number> {
  const { example, languages, part } = request;
  const programs = example.programs.filter(({ language }) => languages.includes(language.name));
  let runs: ProgramRun[];
  try {
    runs =
      part === "source"
        ? programs.map((program) => ({ program }))
        : await runAll(example, programs);
  } catch (error) {
    if (!(error instanceof GoBuildError || error instanceof EndlessProgramError)) throw error;
    output.err(`examples: ${error.message}\n`);
    return 1;
  }
  if (request.json) {
    output.out(json({ ...summary(example), programs: runs.map((run) => detail(run, part)) }));
  } else output.out(renderExample(example, runs, part, output));
  const wrong = runs.filter(differs);
  for (const { program } of wrong) {
    output.err(`examples: ${program.file} does not print what is recorded:\n${program.recorded}`);
  }
  return wrong.length === 0 ? 0 : 1;
}

async function runAll(example: Example, programs: readonly Program[]): Promise<ProgramRun[]> {
  const typescript = import.meta.url.endsWith(".ts") ? fromSources(ROOT) : fromBuild(ROOT);
  const languages = programs.map(({ language }) => language.name);
  const runner = await Runner.open(ROOT, typescript, [example], languages);
  try {
    return await Promise.all(
      programs.map(async (program) => ({ program, outcome: await runner.run(example, program) })),
    );
  } finally {
    await runner.close();
  }
}

function differs({ program, outcome }: ProgramRun): boolean {
  return outcome?.kind === "ended" && outcome.text !== program.recorded;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function summary({ number, name, title, shows, paper, notes }: Example): object {
  return { number, name, title, shows, paper, notes };
}

function detail({ program, outcome }: ProgramRun, part: Show["part"]): object {
  const { language, file, source, recorded } = program;
  return {
    language: language.name,
    file,
    ...(part === "output" ? {} : { source }),
    ...(part === "source" ? {} : { recorded }),
    ...(outcome?.kind === "ended" ? { output: outcome.text } : {}),
    ...(outcome?.kind === "not installed" ? { notInstalled: outcome.what } : {}),
  };
}

const program = process.argv[1];
if (program !== undefined && import.meta.url === pathToFileURL(program).href) {
  process.exitCode = await examples(process.argv.slice(2), terminalOf(process));
}
