/**
 * Running a process that measures something and says what in lines of JSON.
 *
 * Invariants: a process that dies, hangs or says too little is trouble, in a line that says which; what it
 * printed before counts.
 */

import { spawn } from "node:child_process";

/** How a process is started. */
export interface Start {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a process has left behind. */
interface Ended<Line> {
  readonly lines: readonly Line[];
  /** What went wrong, or an empty string. */
  readonly trouble: string;
}

/**
 * Runs a process to its end, or kills it after `timeoutMs` or when the signal is aborted, and reads a line of
 * JSON for each it printed.
 */
export function linesOf<Line>(
  { command: [command = "", ...first], env }: Start,
  args: readonly string[],
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Ended<Line>> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const kill = () => child.kill("SIGKILL");
    if (signal?.aborted === true) kill();
    signal?.addEventListener("abort", kill);
    let stdout = "";
    let stderr = "";
    let late = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, timeoutMs);
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", kill);
      const lines = stdout
        .split("\n")
        .filter((text) => text.endsWith("}"))
        .map((text) => JSON.parse(text) as Line);
      const trouble = late ? `it did not end in ${timeoutMs} ms` : explain(status, stderr);
      resolve({ lines, trouble });
    });
  });
}

/** Node's status for an await at top level that nothing can settle any more. */
const STATUS_NEVER_SETTLED = 13;

function explain(status: number | null, stderr: string): string {
  if (status === 0) return "";
  if (status === STATUS_NEVER_SETTLED) return "it waits for ever: a value or a wake-up was lost";
  return `it ended with status ${status}: ${stderr.trim().slice(-2_000)}`;
}
