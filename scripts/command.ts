// Runs the commands of a check and says how each ended. A command that outlives its limit is ended
// with every process it started, so that no stage can hang a run.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

/** A program and its arguments; the programs of node_modules/.bin are found by name. */
export type Command = readonly string[];

/** What a stage counted, and what to show of it when something failed. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly output: string;
}

/** Long enough for the longest stage on a busy machine. */
const defaultLimitMs = 10 * 60_000;

/** The groups of processes that are running; ended with this process, whatever ends it. */
const running = new Set<number>();

process.once("exit", () => {
  for (const pid of running) endGroup(pid);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(1));
}

/** What the child sees: the package's own tools first, no colours, whatever this process sees. */
const environment = {
  ...process.env,
  PATH: [resolve("node_modules/.bin"), process.env["PATH"]].join(delimiter),
  NO_COLOR: "1",
  FORCE_COLOR: undefined,
};

/** How a command ended: its exit status, null where a signal or the limit ended it. */
export interface Ending {
  readonly passed: boolean;
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs a command to its end, in the folder `cwd`; it passed if it exited with 0 within the limit.
 * Never rejects: a program that cannot be started has not passed, and the output says why.
 */
export async function runCommand(
  command: Command,
  cwd: string = process.cwd(),
  limitMs: number = defaultLimitMs,
): Promise<Ending> {
  const [program = "", ...args] = command;
  let output = "";
  const child = spawn(program, args, {
    cwd,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    shell: process.platform === "win32",
  });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const overdue = setTimeout(() => {
    output += `\nended: still running after ${limitMs / 1000} s\n`;
    if (pid !== undefined) endGroup(pid);
  }, limitMs);
  const status = await new Promise<number | null>((settle) => {
    child.on("error", (error) => {
      output += `${program}: ${error.message}\n`;
      settle(null);
    });
    child.on("close", (code, signal) => {
      if (signal !== null) output += `\nended by ${signal}\n`;
      settle(code);
    });
  });
  clearTimeout(overdue);
  if (pid !== undefined) running.delete(pid);
  return { passed: status === 0, status, output };
}

function endGroup(pid: number): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/**
 * Runs vitest and takes the counts from its own report. A run that fails without a failed test (a
 * file that does not load, an error that nobody caught, no test found) counts as one failure.
 */
export async function runVitest(args: readonly string[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "goroutine-kit-test-"));
  const reportFile = join(folder, "report.json");
  try {
    const { passed, output } = await runCommand([
      "vitest",
      "run",
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${reportFile}`,
      ...args,
    ]);
    const report = await readFile(reportFile, "utf8").then(
      (text) => JSON.parse(text) as VitestReport,
      () => undefined,
    );
    const failed = report?.numFailedTests ?? 0;
    return {
      passed: report?.numPassedTests ?? 0,
      failed: passed || failed > 0 ? failed : 1,
      skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
      output,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
