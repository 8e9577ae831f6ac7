// The command `examples` as a person or a program uses it.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT, readExamples } from "../../../src/cli/examples/catalogue.ts";
import { PLAIN } from "../../../src/cli/examples/columns.ts";
import { examples } from "../../../src/cli/examples.ts";

async function run(...args: string[]) {
  let [out, err] = ["", ""];
  const status = await examples(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    width: 80,
    paint: PLAIN,
  });
  return { status, out, err };
}

/** Runs the command as a program of its own, which finds the programs of other languages in `path`. */
function runProgram(path: string, ...args: string[]) {
  const loader = new URL("../../../node_modules/tsx/dist/esm/index.mjs", import.meta.url);
  const program = join(ROOT, "src/cli/examples.ts");
  return spawnSync(process.execPath, ["--import", loader.href, program, ...args], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, PATH: path, COLUMNS: "80" },
  });
}

const outputOf02 = "a = 4, b = 2\n";

describe("examples", () => {
  it("lists them all: number, name, what it shows, section of the paper", async () => {
    const { status, out, err } = await run();
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out.split("\n").filter((line) => /^\d\d {2}/.test(line))).toEqual(
      readExamples().map(({ number, name }) => `${number}  ${name}`),
    );
    expect(out).toContain(
      [
        "02  operation-done",
        "    The goroutine says on a channel that it is done, and main waits for that",
        "    word: one outcome is left.",
        "    Paper: Parallel processing, Goroutines",
        "03  server-thread",
      ].join("\n"),
    );
  });

  it("lists them as JSON where asked to", async () => {
    const { status, out } = await run("--json");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toHaveLength(readExamples().length);
    expect((JSON.parse(out) as unknown[])[1]).toMatchObject({
      number: "02",
      name: "operation-done",
      title: "Operation done",
      paper: "Parallel processing, Goroutines",
    });
  });

  it("prints an example's sources, each with what it prints", async () => {
    const { status, out, err } = await run("2", "--lang", "threads,ts");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^02 Operation done\n/);
    expect(out.match(/^─ \S+/gm)).toEqual([
      "─ operation-done.ts",
      "─ prints",
      "─ operation-done.threads.ts",
      "─ prints",
    ]);
    expect(out).toContain("await operationDone.recv();");
    expect(out.split("\n").filter((line) => line === outputOf02.trim())).toHaveLength(2);
  });

  it("prints the sources alone, and runs nothing", async () => {
    const { status, out } = await run("operation-done", "--source");
    expect(status).toBe(0);
    expect(out.match(/^─ .*?(?= ─)/gm)).toEqual([
      "─ operation-done.ts",
      "─ operation-done.go",
      "─ operation-done.threads.ts",
      "─ operation-done.py",
    ]);
    expect(out).not.toContain("prints");
  });

  it("prints the outputs alone", async () => {
    const { status, out } = await run("02", "--output", "--lang=ts");
    expect(status).toBe(0);
    expect(out).toContain("─ operation-done.ts prints ─");
    expect(out).toContain(outputOf02);
    expect(out).not.toContain("import");
  });

  it("gives an example as JSON where asked to", async () => {
    const { status, out } = await run("02", "--json", "--lang", "ts");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      number: "02",
      programs: [
        {
          language: "ts",
          file: "operation-done.ts",
          source: expect.stringContaining("operationDone") as string,
          recorded: outputOf02,
          output: outputOf02,
        },
      ],
    });
    const alone = await run("02", "--json", "--lang", "ts", "--source");
    expect(
      Object.keys((JSON.parse(alone.out) as { programs: object[] }).programs[0] ?? {}),
    ).toEqual(["language", "file", "source"]);
  });

  it("says what else there is to say, below the programs", async () => {
    const { out } = await run("18", "--source", "--lang", "py");
    expect(out.trimEnd().split("\n\n").at(-1)).toMatch(/^The outputs differ by nature\. /);
  });

  it.each([
    [["nonsense"], 'no example "nonsense"; there are 01-goroutine, 02-operation-done, '],
    [["99"], 'no example "99"; there are 01-goroutine, '],
    [["02", "03"], "one example at a time, not also 03"],
    [["02", "--lang", "ts,rust"], 'no language "rust"; there are ts, go, threads, py'],
    [["02", "--lang", ""], 'no language ""; there are ts, go, threads, py'],
    [["02", "--source", "--output"], "--source and --output together are all"],
    [["--source"], "--source of which example?"],
    [["--lang", "ts"], "--lang of which example?"],
    [["--nonsense"], "--nonsense"],
  ])("refuses the arguments %j and says how it is used", async (args, words) => {
    const { status, out, err } = await run(...args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(`examples: `);
    expect(err).toContain(words);
    expect(err).toContain("usage: examples");
  });

  it("says how it is used", async () => {
    const { status, out, err } = await run("--help");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^usage: examples/);
  });
});

describe("examples, as a program", () => {
  it("says which languages are not installed, and shows what is recorded for them", () => {
    const { status, stdout, stderr } = runProgram("", "02", "--output");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.match(/^─ .*?(?= ─)/gm)).toEqual([
      "─ operation-done.ts prints",
      "─ operation-done.go Go is not installed; recorded:",
      "─ operation-done.threads.ts prints",
      "─ operation-done.py Python is not installed; recorded:",
    ]);
    expect(stdout.split("\n").filter((line) => line === outputOf02.trim())).toHaveLength(4);
  });

  it("writes no colour codes to what is no terminal", () => {
    const { status, stdout } = runProgram(process.env["PATH"] ?? "", "02", "--source");
    expect(status).toBe(0);
    expect(stdout).not.toContain("\u001b");
  });

  it("ends with status 2 where there is no such example", () => {
    const { status, stdout, stderr } = runProgram(process.env["PATH"] ?? "", "nonsense");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^examples: no example "nonsense"; there are /);
  });
});
