/** A program that waits for a signal is not deadlocked, though Node's event loop has run dry. */

import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program, and sends it SIGTERM once it says that its event loop has run dry. */
function terminateWhenDry(program: string): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", program],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  child.stdout.on("data", (text) => {
    stdout += text;
    if (String(text).includes("dry")) child.kill("SIGTERM");
  });
  return new Promise((resolve) => {
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

const SAY_DRY = 'process.once("beforeExit", () => console.log("dry"));';

const idioms = [
  {
    name: "main of the Go wing",
    program: `
      import { chan, main } from "./src/index.ts";
      ${SAY_DRY}
      main(async () => {
        const signals = chan(1);
        process.once("SIGTERM", (signal) => signals.trySend(signal));
        console.log(await signals.recv());
      });`,
  },
  {
    name: "main of threading",
    program: `
      import { main, Queue } from "./src/threading/index.ts";
      ${SAY_DRY}
      main(async () => {
        const signals = new Queue();
        process.once("SIGTERM", (signal) => signals.putNowait(signal));
        console.log(await signals.get());
      });`,
  },
];

describe.each(idioms)("$name", ({ program }) => {
  it("waits for a signal that the program listens for", async () => {
    const ended = await terminateWhenDry(program);
    expect(ended).toEqual({ status: 0, stdout: "dry\nSIGTERM\n", stderr: "" });
  });
});

describe("a program that has stopped listening", () => {
  it("is deadlocked again", async () => {
    const ended = await terminateWhenDry(`
      import { chan, main } from "./src/index.ts";
      ${SAY_DRY}
      main(async () => {
        const signals = chan(1);
        process.once("SIGTERM", (signal) => signals.trySend(signal));
        console.log(await signals.recv());
        await signals.recv();
      });`);
    expect(ended.stdout).toBe("dry\nSIGTERM\n");
    expect(ended.stderr).toContain("all goroutines are asleep - deadlock!");
    expect(ended.status).toBe(2);
  });
});
