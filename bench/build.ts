/**
 * What has to be built before anything is measured, all below bench/dist: the package, the benchmark
 * itself as plain JavaScript, and the Go program.
 *
 * Invariants: the measured processes run the package as it is published, and no loader; a package that
 * is up to date is not built again; a language that is not installed is undefined here, and never an
 * error.
 */

import { execFile } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
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

/**
 * Builds the package as it is published, beside the benchmark: what is measured stays the same for the
 * whole run, whatever happens to the sources and to dist meanwhile. Types are checked elsewhere.
 */
export async function buildPackage(): Promise<void> {
  const home = join(BENCH_DIST, "node_modules", "goroutine-kit");
  const stamp = join(home, "package.json");
  if (existsSync(stamp) && newest(join(ROOT, "src")) <= statSync(stamp).mtimeMs) return;
  await rm(home, { recursive: true, force: true });
  await compile("tsconfig.package.json");
  await copyFile(join(ROOT, "package.json"), stamp);
}

/** Takes the types off the benchmark; they are checked elsewhere. */
export async function buildBenchmark(): Promise<void> {
  await mkdir(BENCH_DIST, { recursive: true });
  // A package of its own, so that "goroutine-kit" is the one built beside it.
  await writeFile(join(BENCH_DIST, "package.json"), '{ "private": true, "type": "module" }\n');
  await compile("tsconfig.json");
}

async function compile(config: string): Promise<void> {
  const compiler = fileURLToPath(import.meta.resolve("typescript/package.json"));
  const tsc = join(compiler, "..", "bin", "tsc");
  await runOrExplain(process.execPath, [tsc, "-p", join(ROOT, "bench", config)]);
}

/** How a Go program is built, where it is in another way than usual. */
interface GoBuild {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Builds the Go program in that folder, or gives undefined where there is no Go. */
export async function buildGo(
  folder: string,
  name: string,
  { flags, env }: GoBuild = { flags: [], env: {} },
): Promise<Toolchain | undefined> {
  const version = await versionOf("go", ["version"]);
  if (version === undefined) return undefined;
  const binary = join(BENCH_DIST, "go", process.platform === "win32" ? `${name}.exe` : name);
  await runOrExplain("go", ["build", ...flags, "-o", binary, "."], folder, env);
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
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await run(command, args, { cwd: folder, env: { ...process.env, ...env } });
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
