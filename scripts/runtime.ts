// The runtimes that the package promises to run on, and how each is brought from the npm registry. The
// packages `node`, `bun` and `deno` only choose among the packages named here, by a script at install
// time; these hold the programs themselves and need no script.

import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "./command.ts";

export interface Runtime {
  readonly name: string;
  /** What to install, by the registry's name. */
  readonly package: string;
  /** Where the program lies below node_modules; a `*` stands for the folder of this platform. */
  readonly program: readonly string[];
  /** The arguments before the file to run. */
  readonly run: readonly string[];
}

const platform = process.platform === "win32" ? "win" : process.platform;
const suffix = process.platform === "win32" ? ".exe" : "";

function node(version: string): Runtime {
  const name = `node-${platform}-${process.arch}`;
  return {
    name: `node ${version}`,
    package: `${name}@${version}`,
    program: [name, "bin", `node${suffix}`],
    run: [],
  };
}

export const runtimes: readonly Runtime[] = [
  node("20"),
  node("22"),
  node("24"),
  node("26"),
  { name: "bun", package: "bun", program: ["@oven", "*", "bin", `bun${suffix}`], run: ["run"] },
  {
    name: "deno",
    package: "deno",
    program: ["@deno", "*", `deno${suffix}`],
    run: ["run", "--allow-all", "--no-remote"],
  },
];

/** A runtime that is there to be run, or why it is not. */
export type Obtained =
  | { readonly program: string; readonly version: string }
  | { readonly reason: string };

/** Installs a runtime into a new folder. Never rejects: what cannot be had comes with its reason. */
export async function obtainRuntime(runtime: Runtime, folder: string): Promise<Obtained> {
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), `{"private": true}`);
  const install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"];
  const installed = await runCommand([...install, runtime.package], folder);
  if (!installed.passed) return { reason: `cannot be installed: ${gist(installed.output)}` };
  const program = await programBelow(join(folder, "node_modules"), runtime.program);
  if (program === undefined) return { reason: `not published for ${platform}-${process.arch}` };
  await chmod(program, 0o755);
  const asked = await runCommand([program, "--version"], folder);
  if (!asked.passed) return { reason: `does not start: ${gist(asked.output)}` };
  return { program, version: /\d+\.\d+\.\d+/.exec(asked.output)?.[0] ?? "unknown version" };
}

async function programBelow(base: string, path: readonly string[]): Promise<string | undefined> {
  const [first, ...rest] = path;
  if (first === undefined) return base;
  const entries = await readdir(base).catch(() => []);
  const names = first === "*" ? entries : entries.filter((entry) => entry === first);
  for (const name of names) {
    const found = await programBelow(join(base, name), rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The line of a failed command's output that says most. */
function gist(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "no output";
}
