/** Every example in a doc comment of src compiles, and runs to its end. */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commentExamples } from "./comments.ts";

const root = join(import.meta.dirname, "../..");
const examples = commentExamples(root);

// Inside the checkout, where the package's name leads to its sources.
const base = join(root, "test/docs/.snippets");
mkdirSync(base, { recursive: true });
const folder = mkdtempSync(join(base, "comments-"));
const fileOf = (index: number) => join(folder, `example-${index}.ts`);

function run(...args: string[]): Promise<{ readonly status: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}

beforeAll(() => {
  examples.forEach(({ program = "" }, index) => writeFileSync(fileOf(index), program));
  const config = { extends: "../../../../tsconfig.json", include: ["*.ts"], exclude: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the examples in doc comments", () => {
  it("are found, and each has its surroundings", () => {
    expect(examples.length).toBeGreaterThan(5);
    const alone = examples.filter(({ program }) => program === undefined);
    expect(alone.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
  });

  it("compile", async () => {
    const tsc = join(root, "node_modules/typescript/lib/tsc.js");
    expect((await run(tsc, "-p", folder)).output).toBe("");
  });

  it.for(examples.map(({ path, line }, index) => [`${path}:${line}`, index] as const))(
    "%s runs to its end",
    async ([, index]) => {
      expect(await run("--import", "tsx", fileOf(index))).toMatchObject({ status: 0 });
    },
  );
});
