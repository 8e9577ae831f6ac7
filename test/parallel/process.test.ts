// Whole programs with parallel goroutines: how their processes end.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the programs to its end. */
function run(program: string, ...args: string[]): Promise<Ended> {
  const file = fileURLToPath(new URL(`./programs/${program}.ts`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", file, ...args], (error, stdout, stderr) => {
      resolve({ status: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

describe("an error that escapes on a worker", () => {
  it("ends the process, and names the goroutine", async () => {
    const { status, stderr } = await run("panics", "explode");
    expect(status).toBe(1);
    expect(stderr).toContain("panic: RangeError: boom [goroutine 2 (explode)]");
    expect(stderr).toContain("panics.ts");
    expect(stderr).toMatch(/at worker 1/);
  });

  it("ends it too where the goroutine was started on the worker", async () => {
    const { status, stderr } = await run("panics", "lightFuse");
    expect(status).toBe(1);
    expect(stderr).toMatch(/panic: RangeError: boom \[goroutine \d+ \(bomb\)\]\non worker 1/);
  });
});

describe("a program", () => {
  it.each(["main", "top level"])("ends by itself once it has its results, by %s", async (way) => {
    expect(await run("ends", way)).toEqual({ status: 0, stdout: "49\n", stderr: "" });
  });

  it("is told where a worker would start it again", async () => {
    const { status, stderr } = await run("careless");
    expect(status).toBe(1);
    expect(stderr).toContain("square was started by its program's top level on a worker");
    expect(stderr).toContain("start the program by main(...), or if (isMainThread)");
  });
});
