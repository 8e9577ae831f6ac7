/** What the benchmarks say of a mistyped command line. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

function bench(name: string, ...args: string[]): Promise<{ status: number; text: string }> {
  const program = ["--import", "tsx", join("bench", name, "run.ts"), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, program, { cwd: root }, (error, stdout, stderr) => {
      resolve({ status: Number(error?.code ?? 0), text: stdout + stderr });
    });
  });
}

describe.each(["channels", "micro", "threading", "raft"])("bench:%s", (name) => {
  it("names an option that it does not know, shows the usage, and exits with 2", async () => {
    const { status, text } = await bench(name, "--nope");
    expect(text).toMatch(/^Unknown option '--nope'/);
    expect(text).toContain(`usage: npm run bench:${name}`);
    expect(status).toBe(2);
  });

  it("answers --help", async () => {
    const { status, text } = await bench(name, "--help");
    expect(text).toMatch(new RegExp(`^usage: npm run bench:${name}`));
    expect(status).toBe(0);
  });
});

describe("bench:channels", () => {
  it.each([
    [["--rounds", "0"], "--rounds is 0, but has to be a whole number from 1 up"],
    [["--only", "pingpong"], "--only: no pingpong; there are ping-pong, "],
    [["--peers", "rust"], "--peers: no rust; there are "],
  ])("refuses %j", async (args, message) => {
    const { status, text } = await bench("channels", ...args);
    expect(text.startsWith(message), text).toBe(true);
    expect(status).toBe(2);
  });
});
