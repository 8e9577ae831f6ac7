// What cannot be measured is refused with an error that says what, where, and what to do.

import { spawnSync } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SourceSyntaxError, UnknownLanguageError } from "../../../src/report/metrics/errors.ts";
import { openMeasurer } from "../../../src/report/metrics/measure.ts";

const house = new URL("../../../", import.meta.url);
const measurer = await openMeasurer();

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("measuring", () => {
  it.each(["a.js", "a.rs", "a", "ts", "a.ts.txt"])(
    "refuses a language it does not know: %s",
    (path) => {
      const error = thrownBy(() => measurer.measure(path, ""));
      expect(error).toBeInstanceOf(UnknownLanguageError);
      expect(error).toMatchObject({
        path,
        message: `${path}: cannot be measured, its name ends in none of .ts, .go, .py`,
      });
    },
  );

  it.each([
    ["a.ts", "const x = 1;\nfunction f() { x = ; }\n", 2],
    ["a.ts", "function f() {\n  if (a) {\n", 2],
    ["a.go", "package p\n\nfunc f( {}\n", 3],
    ["a.go", "package p\nfunc f() { x := }\n", 2],
    ["a.py", "x = 1\ndef f(:\n  pass\n", 2],
    ["a.py", "x = (1\n", 1],
  ])("refuses text that is not of the language, and says where: %s: %s", (path, source, line) => {
    const error = thrownBy(() => measurer.measure(path, source));
    expect(error).toBeInstanceOf(SourceSyntaxError);
    const { column, message } = error as SourceSyntaxError;
    expect(error).toMatchObject({ path, line });
    expect(column).toBeGreaterThan(0);
    expect(message).toMatch(
      new RegExp(
        `^a\\.(ts|go|py):${line}:${column}: not (TypeScript|Go|Python) that its grammar reads`,
      ),
    );
  });

  it("names what is missing where only that is the fault", () => {
    const error = thrownBy(() => measurer.measure("a.ts", "const x = f(1;\n"));
    expect(error).toMatchObject({
      message: 'a.ts:1:14: not TypeScript that its grammar reads, at a place where ")" is missing',
    });
  });

  it("goes on after a refusal as if nothing had happened", () => {
    expect(thrownBy(() => measurer.measure("a.go", "func {"))).toBeInstanceOf(SourceSyntaxError);
    expect(measurer.measure("a.go", "package p")).toMatchObject({ tokens: 2 });
  });

  it("says what to install where tree-sitter is missing", async () => {
    // Outside the repository no package is found, as where the kit is installed on its own.
    const alone = await mkdtemp(join(tmpdir(), "goroutine-kit-alone-"));
    try {
      await cp(fileURLToPath(new URL("src/report/metrics", house)), alone, { recursive: true });
      await writeFile(join(alone, "package.json"), '{ "type": "module" }');
      const loader = new URL("node_modules/tsx/dist/esm/index.mjs", house).href;
      const opening = 'import("./measure.ts").then((metrics) => metrics.openMeasurer())';
      const args = ["--import", loader, "--input-type=module", "--eval", opening];
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: alone,
        encoding: "utf8",
      });
      expect(status).not.toBe(0);
      expect(stderr).toContain(
        "GrammarMissingError: the code metrics read sources with tree-sitter, which is not " +
          "installed; npm install --save-dev web-tree-sitter @vscode/tree-sitter-wasm",
      );
    } finally {
      await rm(alone, { recursive: true });
    }
  });
});
