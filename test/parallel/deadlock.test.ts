// When all goroutines of all threads wait for each other the process says so and ends, and never before.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const file = fileURLToPath(new URL("./programs/deadlocks.ts", import.meta.url));

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the programs to its end. */
function run(program: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", file, program], (error, stdout, stderr) => {
      resolve({ status: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** The report in blocks: the words, the goroutines of the program's thread, a hint, then each other thread. */
function blocksOf({ stderr }: Ended): string[] {
  return stderr.trimEnd().split("\n\n");
}

const WORDS = "fatal error: all goroutines are asleep - deadlock!";

describe("a program in which all goroutines of all threads wait for ever", () => {
  it("ends with status 2 and a report with a section for each thread", async () => {
    const ended = await run("everywhere");
    const blocks = blocksOf(ended);
    expect(ended.status).toBe(2);
    expect(blocks[0]).toBe(WORDS);
    expect(blocks[1]).toMatch(
      /^goroutine 1 \[.*chan receive on shared chan \d+ \(cap 0\).*\]: main$/,
    );
    for (const thread of [2, 3]) {
      const section = blocks.indexOf(`thread ${thread}:`);
      expect(section).toBeGreaterThan(3);
      expect(blocks[section + 1]).toMatch(
        /^goroutine 1 \[chan receive on shared chan \d+ \(cap 0\).*\]: consume$/,
      );
    }
  });

  it("ends so where they block their threads", async () => {
    const ended = await run("blocking");
    expect(ended.status).toBe(2);
    expect(blocksOf(ended)[0]).toBe(WORDS);
    const section = blocksOf(ended).indexOf("thread 2, which blocks:");
    expect(blocksOf(ended)[section + 1]).toMatch(/consumeBlocking$/);
  });

  it("ends so where the worker has nothing to do", async () => {
    const ended = await run("idle");
    expect(ended.status).toBe(2);
    expect(blocksOf(ended)[0]).toBe(WORDS);
    expect(blocksOf(ended)[1]).toMatch(
      /^goroutine 1 \[chan receive on chan 1 \(cap 0\).*\]: main$/,
    );
    expect(blocksOf(ended).at(-1)).toBe("thread 2: no goroutines");
  });

  it("ends so where there are no other threads", async () => {
    const ended = await run("alone");
    expect(ended.status).toBe(2);
    expect(blocksOf(ended)[0]).toBe(WORDS);
    expect(ended.stderr).not.toContain("thread ");
  });
});

describe("no deadlock is seen while", () => {
  it.each([
    ["a worker has a timer", "timer", "late, but here\n"],
    ["a worker has a timer and main blocks", "timerBlocking", "late, but here\n"],
    ["main has a timer and a worker waits", "ownTimer", "late, but here\n"],
    ["a worker is busy", "busy", "busy, but here\n"],
    ["main waits for itself and a worker goes on", "elsewhere", "late, but here\n"],
  ])("%s", async (_what, program, stdout) => {
    expect(await run(program)).toEqual({ status: 0, stdout, stderr: "" });
  });
});
