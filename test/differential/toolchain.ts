// Go's own outcomes: builds programs with the Go that is installed, if one is, and runs them.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fatal, type Outcome, panicked, settled } from "./outcome.ts";
import { printGoFile } from "./print-go.ts";
import type { Program } from "./program.ts";

const run = promisify(execFile);

/** What `go version` prints; undefined where Go is not installed. */
export async function goVersion(): Promise<string | undefined> {
  try {
    return (await run("go", ["version"])).stdout.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A run, as the harness prints it. */
interface GoRun {
  readonly Program: number;
  readonly Status: number;
  readonly Stdout: string;
  readonly Stderr: string;
}

/**
 * Builds the programs and runs each of them `times` times, in turn with GOMAXPROCS=1 and 2; gives the
 * outcomes of each.
 */
export async function runGo(programs: readonly Program[], times: number): Promise<Outcome[][]> {
  const folder = await mkdtemp(join(tmpdir(), "goroutine-kit-differential-"));
  try {
    await writeFile(join(folder, "main.go"), printGoFile(programs));
    await writeFile(join(folder, "go.mod"), "module differential\n\ngo 1.19\n");
    await run("go", ["build", "-gcflags=-N -l", "-o", "programs", "."], { cwd: folder });
    const { stdout } = await run(join(folder, "programs"), [`${times}`], {
      maxBuffer: 1 << 30,
    });
    const outcomes: Outcome[][] = programs.map(() => []);
    for (const line of stdout.trim().split("\n")) {
      const ran = JSON.parse(line) as GoRun;
      const goroutines = programs[ran.Program]?.goroutines.length ?? 0;
      outcomes[ran.Program]?.push(outcomeOf(ran, goroutines));
    }
    return outcomes;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function outcomeOf({ Status, Stdout, Stderr }: GoRun, goroutines: number): Outcome {
  const logs: string[][] = Array.from({ length: goroutines }, () => []);
  for (const line of Stdout.split("\n").slice(0, -1)) {
    const [, g, text] = /^(\d+) (.*)$/.exec(line) as unknown as [string, string, string];
    const log = logs[Number(g)] as string[];
    const message = /^panic: (.*)$/.exec(text)?.[1];
    if (message !== undefined) return panicked(Number(g), message, log);
    log.push(text);
  }
  const error = /^fatal error: (.*)$/m.exec(Stderr)?.[1];
  if (error === "all goroutines are asleep - deadlock!") return settled("deadlock", logs);
  if (error !== undefined) return fatal(error);
  if (Status !== 0) throw new Error(`a Go program ended with status ${Status}: ${Stderr}`);
  return settled("all ended", logs);
}
