// Whole programs with threads of the platform's: how their processes end.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the programs to its end. */
function run(program: string): Promise<Ended> {
  const file = fileURLToPath(new URL(`./programs/${program}.ts`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", file], (error, stdout, stderr) => {
      resolve({ status: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

describe("a process", () => {
  it("test_main_thread_during_shutdown: waits for threads that are no daemons, and no others", async () => {
    expect(await run("waits-for-threads")).toEqual({ status: 0, stdout: "said\n", stderr: "" });
  });

  it("test_print_exception: goes on when an error escapes a thread, and ends when all have", async () => {
    const { status, stderr } = await run("top-level");
    expect(status).toBe(0);
    expect(stderr).toContain("Exception in thread Thread-1 (fail):");
    expect(stderr).toContain("RangeError: out of range");
    expect(stderr).toContain("top-level.ts");
  });

  it("test_interpreter_shutdown: ends what was submitted to an executor that nobody shut down", async () => {
    expect(await run("pool")).toEqual({ status: 0, stdout: "one\ntwo\nthree\n", stderr: "" });
  });

  it("is told where a thread would start itself again, without end", async () => {
    const { status, stdout, stderr } = await run("careless");
    expect([status, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("Exception in thread careless:");
    expect(stderr).toContain("before the current thread has finished its bootstrapping phase");
  });
});
