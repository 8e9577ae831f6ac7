// The command `metrics` as a person or a program uses it.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { metrics } from "../../src/cli/metrics.ts";
import type { Comparison } from "../../src/report/metrics/comparison.ts";

let root: string;

const files = {
  "examples/01-one/one.ts": "go(async () => {\n  if (a) b();\n});\n",
  "examples/01-one/one.threads.ts":
    "function run() {\n  if (a) b();\n}\nnew Thread({ target: run });\n",
  "examples/01-one/one.go":
    "package main\n\nfunc main() {\n\tgo func() {\n\t\tif a {\n\t\t\tb()\n\t\t}\n\t}()\n}\n",
  "examples/01-one/one.py": "def run():\n    if a:\n        b()\n",
  "broken/ok.ts": "a();\n",
  "broken/wrong.go": "package p\n\nfunc f( {\n",
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "goroutine-kit-cli-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

async function run(...args: string[]) {
  let [out, err] = ["", ""];
  const status = await metrics(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { status, out, err };
}

/** Runs the command as a program of its own, in the folder `cwd`. */
function runProgram(cwd: string) {
  const house = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
  const loader = new URL("../../node_modules/tsx/dist/esm/index.mjs", import.meta.url);
  const program = join(house, "src/cli/metrics.ts");
  return spawnSync(process.execPath, ["--import", loader.href, program], { cwd, encoding: "utf8" });
}

describe("metrics", () => {
  it("prints the four sources of an example one above the other", async () => {
    const { status, out, err } = await run(join(root, "examples"));
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out.split("\n").slice(0, 6)).toEqual([
      join(root, "examples/01-one"),
      "                            lines  source  tokens  functions  cyclomatic  max  cognitive  max  nesting",
      "  TypeScript, Go idiom          3       3      16          1           2    2          1    1        1",
      "  TypeScript, Thread idiom      4       4      22          1           2    2          1    1        1",
      "  Go                            9       8      23          2           3    2          2    2        2",
      "  Python                        3       3      11          1           2    2          1    1        1",
    ]);
  });

  it("prints each function where asked to", async () => {
    const { status, out } = await run("--functions", join(root, "examples/01-one/one.go"));
    expect(status).toBe(0);
    expect(out.split("\n").slice(0, 4)).toEqual([
      join(root, "examples/01-one/one.go"),
      "                          lines  source  tokens  cyclomatic  cognitive  nesting",
      "  main (line 3)               7       7      21           1          2        2",
      "    <anonymous> (line 4)      5       5      12           2          2        1",
    ]);
  });

  it("writes all it counted as JSON where asked to", async () => {
    const { status, out } = await run("--json", join(root, "examples"));
    expect(status).toBe(0);
    const { comparisons } = JSON.parse(out) as { comparisons: Comparison[] };
    expect(comparisons).toMatchObject([
      {
        kind: "example",
        rows: [
          { label: "TypeScript, Go idiom", files: [{ language: "TypeScript" }] },
          { label: "TypeScript, Thread idiom", files: [{ functionList: [{ name: "run" }] }] },
          { label: "Go", totals: { lines: { physical: 9, source: 8, comment: 0, blank: 1 } } },
          { label: "Python", totals: { cyclomatic: 2, cognitive: 1 } },
        ],
      },
    ]);
  });

  it("names the file and the place of what it cannot read, and prints no figure", async () => {
    const { status, out, err } = await run(join(root, "broken"));
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toMatch(/^metrics: .*wrong\.go:3:\d+: not Go that its grammar reads/);
  });

  it.each([
    ["missing", "no such file or folder to measure"],
    ["../package.json", "its name ends in none of .ts, .go, .py"],
  ])("refuses the path %s", async (path, words) => {
    writeFileSync(join(root, "package.json"), "{}");
    const { status, out, err } = await run(join(root, "examples", path));
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toContain(words);
  });

  it.each([
    [["--nonsense"], "--nonsense"],
    [["--json", "--functions"], "--json already holds each function"],
    [["--json=no"], "--json"],
  ])("refuses the arguments %s and says how it is used", async (args, words) => {
    const { status, out, err } = await run(...args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(words);
    expect(err).toContain("usage: metrics");
  });

  it("says how it is used", async () => {
    expect(await run("--help")).toMatchObject({ status: 0, err: "" });
    expect((await run("--help")).out).toContain("usage: metrics");
  });

  it("measures the examples of the folder it is run in, as a program", () => {
    const { status, stdout } = runProgram(root);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^examples\/01-one\n/);
  });

  it("ends with a status of its own, as a program that finds nothing", () => {
    const { status, stdout, stderr } = runProgram(join(root, "broken"));
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe("metrics: examples: no such file or folder to measure\n");
  });
});
