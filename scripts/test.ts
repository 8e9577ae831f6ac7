// Everything that must hold before a change is done, one stage after another: `npm test`.
// `npm test -- lint types` runs only the stages named. A stage that fails does not stop the next, so
// that one run shows all there is to mend; its output follows its line. The last line counts: each
// test of vitest's as one, and each other stage as one.
//
// A new check is a new line in the table `stages`.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Command, type Outcome, runCommand, runVitest } from "./command.ts";

interface Stage {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

const stages: readonly Stage[] = [
  { name: "format", run: each(["biome", "ci", "--colors=off", "."]) },
  { name: "lint", run: each(["oxlint"]) },
  { name: "types", run: each(["tsc"], ["tsc", "-p", "tsconfig.build.json", "--noEmit"]) },
  { name: "house", run: vitest("--project", "house") },
  { name: "unit", run: vitest("--project", "unit") },
  { name: "seeds", run: vitest("--project", "seeds") },
  { name: "examples", run: vitest("--project", "examples") },
  { name: "benchmarks", run: each(...scripts(/^bench:/, "--smoke")) },
  {
    name: "commands",
    run: each(
      ...scripts(/^(conformance|comparison|docs)$/),
      ["npm", "run", "metrics", "--", "src/csp"],
      ["npm", "run", "simulate", "--", "--seeds", "100", "--from", "1000"],
    ),
  },
  { name: "unused", run: each(["knip"]) },
  { name: "build", run: each(["npm", "run", "build"]) },
  { name: "package", run: each(["publint", "--strict"], attw()) },
];

/**
 * Runs commands in turn, to the last one whatever happens; the stage passes if all did, and fails if
 * there was none: a check that finds nothing to check has lost it.
 */
function each(...commands: readonly Command[]): () => Promise<Outcome> {
  return async () => {
    let failure = commands.length === 0 ? "found nothing to run" : "";
    let all = "";
    for (const command of commands) {
      const { passed, output } = await runCommand(command);
      all += `${output}\n`;
      if (!passed) failure += `$ ${command.join(" ")}\n${output}\n`;
    }
    return failure === ""
      ? { passed: 1, failed: 0, skipped: 0, output: all }
      : { passed: 0, failed: 1, skipped: 0, output: failure };
  };
}

/** The lines that say what was not run, to be seen though all that was run has passed. */
function notRun(output: string): string[] {
  return output.split("\n").filter((line) => /^\s*not run: /.test(line));
}

function vitest(...args: readonly string[]): () => Promise<Outcome> {
  return () => runVitest(args);
}

/** One command for every script of package.json with such a name. */
function scripts(name: RegExp, ...args: readonly string[]): Command[] {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
    scripts: Record<string, string>;
  };
  return Object.keys(manifest.scripts)
    .filter((script) => name.test(script))
    .map((script) => ["npm", "run", script, "--", ...args]);
}

/** Are the types right? Asked of the packed package, as those who import it from ESM see it. */
function attw(): Command {
  return ["attw", "--pack", ".", "--profile", "esm-only", "--no-emoji"];
}

function select(names: readonly string[]): readonly Stage[] {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    const known = stages.map((stage) => stage.name).join(", ");
    throw new RangeError(`no stage named ${unknown.join(", ")}; there are ${known}`);
  }
  return names.length === 0 ? stages : stages.filter((stage) => names.includes(stage.name));
}

function describeCounts({ passed, failed, skipped }: Omit<Outcome, "output">): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function readStages(): readonly Stage[] {
  try {
    return select(parseArgs({ allowPositionals: true }).positionals);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    console.error("\nusage: npm test -- [STAGE ...]");
    process.exit(2);
  }
}

const chosen = readStages();
const total = { passed: 0, failed: 0, skipped: 0 };

for (const [index, stage] of chosen.entries()) {
  const begun = performance.now();
  process.stdout.write(`[${index + 1}/${chosen.length}] ${stage.name.padEnd(12, " .")} `);
  const outcome = await stage.run();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const verdict = outcome.failed === 0 ? "ok" : "FAILED";
  const counts = outcome.passed + outcome.failed > 1 ? `, ${describeCounts(outcome)}` : "";
  console.log(`${verdict}  ${seconds} s${counts}`);
  const shown = outcome.failed > 0 ? outcome.output.trimEnd() : notRun(outcome.output).join("\n");
  if (shown !== "") console.log(shown.replace(/^/gm, "    "));
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  total.skipped += outcome.skipped;
}

console.log();
console.log(describeCounts(total));
process.exitCode = total.failed === 0 ? 0 : 1;
