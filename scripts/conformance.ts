// `npm run conformance`: runs the tests that carry the names of Go's own programs and tests, and prints
// for each name whether we hold it, in which kinds of goroutines, and for those that do not apply why.
// Exits with 0 where every name holds.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { sections } from "../test/conformance/manifest.ts";
import { type Line, scoreSection, type TestResult } from "../test/conformance/score.ts";
import { goVersion } from "../test/differential/toolchain.ts";
import { runCommand } from "./command.ts";

if (process.argv.length > 2) {
  console.error(`conformance takes no options, but was given ${process.argv.slice(2).join(" ")}`);
  process.exit(2);
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

async function runTests(): Promise<{ results: TestResult[]; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), "goroutine-kit-conformance-"));
  const report = join(folder, "report.json");
  const rooms = [...new Set(sections.map(({ room }) => room)), "differential"];
  try {
    const { output } = await runCommand([
      ...["vitest", "run", "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`],
      ...rooms.map((room) => `test/${room}/`),
    ]);
    const text = await readFile(report, "utf8");
    return { results: resultsOf(JSON.parse(text) as VitestReport), output };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function resultsOf({ testResults }: VitestReport): TestResult[] {
  return testResults.flatMap(({ name, assertionResults }) => {
    const file = relative(resolve("test"), name).split(sep).join("/");
    return assertionResults.map(({ ancestorTitles, title, status }) => ({
      file,
      titles: [...ancestorTitles, title],
      passed: status === "passed",
    }));
  });
}

const columns = ["async", "generator", "mixture", "shared", "threads", "other"] as const;
const nameWidth = 56;

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(nameWidth)}${cells.map((cell) => cell.padEnd(11)).join("")}`.trimEnd();
}

function lineText({ name, holds, verdicts }: Line): string {
  const text = row(
    `  ${name}`,
    columns.map((column) => verdicts[column]),
  );
  return holds ? text : `${text}  <- does not hold`;
}

/** The tests of random programs against Go; false where one has failed. */
function reportDifferential(results: readonly TestResult[], version: string | undefined): boolean {
  const tests = results.filter(({ file }) => file.startsWith("differential/"));
  const failed = tests.filter(({ passed }) => !passed);
  const holds = tests.length > 0 && failed.length === 0;
  console.log(`Differential: ${tests.length - failed.length} of ${tests.length} tests pass`);
  for (const { titles } of failed) console.log(`  FAIL ${titles.join(": ")}`);
  console.log(
    version === undefined
      ? "  not run: the comparison with Go itself, since Go is not installed"
      : `  compared with ${version}`,
  );
  return holds;
}

const { results, output } = await runTests();
let [held, all, notApplicable] = [0, 0, 0];
for (const section of sections) {
  console.log(row(section.title, all === 0 ? columns.map((c) => c) : []));
  for (const line of scoreSection(section, results)) {
    console.log(lineText(line));
    all++;
    if (line.holds) held++;
  }
  for (const [kind, names] of Object.entries(section.except ?? {})) {
    for (const [name, reason] of Object.entries(names)) {
      console.log(`  ${name}: not in the column "${kind}": ${reason}`);
    }
  }
  for (const [name, reason] of Object.entries(section.notApplicable)) {
    console.log(`  ${name}: does not apply: ${reason}`);
    notApplicable++;
  }
}
const differential = reportDifferential(results, await goVersion());

console.log();
console.log(`${held} of ${all} names hold, ${notApplicable} do not apply`);
if (held < all || !differential) {
  console.log(output.trimEnd());
  process.exitCode = 1;
}
