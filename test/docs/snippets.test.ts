/** Every program in the README and the docs compiles, runs, and prints what the page says. */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { snippetsOf } from "./snippets.ts";

const root = join(import.meta.dirname, "../..");
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) => {
      resolve({
        status: typeof error?.code === "number" ? error.code : error ? 1 : 0,
        stdout,
        stderr,
      });
    });
  });
}

// Inside the checkout, where the package's name leads to its sources.
const base = join(root, "test/docs/.snippets");
mkdirSync(base, { recursive: true });
const folder = mkdtempSync(join(base, "run-"));
const programs = pages.flatMap((page) =>
  snippetsOf(readFileSync(join(root, page), "utf8")).map((snippet) => {
    const file = join(folder, `${page.replace(/\W/g, "-")}-${snippet.line}.ts`);
    return { ...snippet, title: `${page}:${snippet.line}`, file };
  }),
);

beforeAll(() => {
  for (const { file, source } of programs) writeFileSync(file, `${source}\nexport {};\n`);
  const config = { extends: "../../../../tsconfig.json", include: ["*.ts"], exclude: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the programs in the docs", () => {
  it("are found", () => {
    expect(programs.filter(({ title }) => title.startsWith("README.md")).length).toBeGreaterThan(5);
  });

  it("compile", { timeout: 120_000 }, async () => {
    const tsc = join(root, "node_modules/typescript/lib/tsc.js");
    expect((await run(tsc, "-p", folder)).stdout).toBe("");
  });

  it.for(programs)("$title prints what the page says", { timeout: 120_000 }, async (program) => {
    const ended = await run("--import", "tsx", program.file);
    expect(ended.status, ended.stderr).toBe(program.status);
    if (program.output !== undefined) {
      expect(ended[program.stream].trimEnd()).toBe(program.output.trimEnd());
    }
  });
});
