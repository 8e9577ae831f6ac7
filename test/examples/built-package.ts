// The package as it is published, in a place of its own: what the compiler makes of src and of the
// examples, which find the library by its name. Types are checked elsewhere.

import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
const tsc = join(dirname(compiler), "bin", "tsc");

export interface BuiltPackage {
  readonly root: string;
  remove(): void;
}

/** Builds the package that has its sources in `from`. Rejects with the compiler's output where it fails. */
export async function buildPackage(from: string): Promise<BuiltPackage> {
  const root = mkdtempSync(join(tmpdir(), "goroutine-kit-package-"));
  cpSync(join(from, "package.json"), join(root, "package.json"));
  for (const folder of ["node_modules", "examples"]) {
    symlinkSync(join(from, folder), join(root, folder), "junction");
  }
  const dist = join(root, "dist");
  const withoutTypes = ["--noCheck", "--declaration", "false", "--declarationMap", "false"];
  await compile(from, "-p", "tsconfig.build.json", "--outDir", dist, ...withoutTypes);
  await compile(from, "-p", "tsconfig.examples.json", "--outDir", join(dist, "examples"));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

async function compile(folder: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [tsc, ...args], { cwd: folder });
}
