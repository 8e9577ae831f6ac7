/**
 * What has to be built before anything is measured: the package (dist), the benchmark itself as plain
 * JavaScript (bench/dist), and the Go program.
 *
 * Invariants: the measured processes run the package as it is published; what is up to date is not
 * built again; a language that is not installed is undefined here, and never an error.
 */

import { execFile } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const BENCH_DIST = join(ROOT, "bench", "dist");

/** A language's program: what starts it, and which version that is. */
export interface Toolchain {
  readonly command: readonly string[];
  readonly version: string;
}

/** Builds the package where a source is newer than the last build. */
export async function buildPackage(): Promise<void> {
  const built = join(ROOT, "dist", "index.js");
  if (existsSync(built) && newest(join(ROOT, "src")) <= statSync(built).mtimeMs) return;
  await runOrExplain("npm", ["run", "build"]);
}

/** Takes the types off the benchmark; it is checked elsewhere. */
export async function buildBenchmark(): Promise<void> {
  const compiler = fileURLToPath(import.meta.resolve("typescript/package.json"));
  await runOrExplain(process.execPath, [
    join(compiler, "..", "bin", "tsc"),
    "-p",
    join(ROOT, "bench"),
  ]);
}

/** Builds the Go program in that folder, or gives undefined where there is no Go. */
export async function buildGo(folder: string, name: string): Promise<Toolchain | undefined> {
  const version = await versionOf("go", ["version"]);
  if (version === undefined) return undefined;
  const binary = join(BENCH_DIST, "go", process.platform === "win32" ? `${name}.exe` : name);
  await runOrExplain("go", ["build", "-o", binary, "."], folder);
  return { command: [binary], version };
}

/** The Python program in that file, or undefined where there is no Python 3. */
export async function findPython(file: string): Promise<Toolchain | undefined> {
  const version = await versionOf("python3", ["--version"]);
  if (version === undefined) return undefined;
  // -B: leaves no compiled files beside the sources.
  return { command: ["python3", "-B", file], version };
}

async function versionOf(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(command, args)).stdout.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function runOrExplain(
  command: string,
  args: readonly string[],
  folder: string = ROOT,
): Promise<void> {
  try {
    await run(command, args, { cwd: folder });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    const line = [command, ...args].join(" ");
    throw new Error(`${line} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** The newest modification in a folder and those below it, in milliseconds since 1970. */
function newest(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => statSync(join(folder, path)).mtimeMs)
    .reduce((latest, time) => Math.max(latest, time), 0);
}
