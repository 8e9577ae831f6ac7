// Runs a program in a process of its own, for what ends a process or needs one to itself.

import { spawn } from "node:child_process";

const facade = new URL("../../src/index.ts", import.meta.url).href;
const words = new URL("../../src/gen.ts", import.meta.url).href;
const loader = import.meta.resolve("tsx");

/** How a process ended, and what it wrote. */
export interface Ending {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/**
 * Runs a program to its end. It has the whole of the package in scope as `kit`, and the words of
 * generator goroutines as `gen`.
 */
export function runProgram(
  program: string,
  { env, flags = [] }: Surroundings = {},
): Promise<Ending> {
  const source = [
    `import * as kit from ${JSON.stringify(facade)};`,
    `import * as gen from ${JSON.stringify(words)};`,
    program,
  ].join("\n");
  const child = spawn(
    process.execPath,
    [...flags, "--import", loader, "--input-type=module", "--eval", source],
    { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}
