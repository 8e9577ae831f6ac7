// `raft serve` as a person meets it: help, what is mistyped, a node that starts, serves, stops and comes
// back, and reasons where it cannot. That it survives kill -9 is tried in test/raft/processes.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "../../src/cli/raft/serve.ts";
import { freePorts } from "../raft/processes/node-process.ts";

let base = "";
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "goroutine-kit-serve-"));
});
afterAll(() => rm(base, { recursive: true }));

/** Runs the command; `until` is what it says before it is told to stop, at once without. */
async function run(args: readonly string[], until?: string) {
  const stop = new AbortController();
  let [out, err] = ["", ""];
  const hear = (text: string) => {
    out += text;
    if (until !== undefined && out.includes(until)) stop.abort();
  };
  const output = { out: hear, err: (text: string) => (err += text) };
  const status = await serve(args, output, until === undefined ? AbortSignal.abort() : stop.signal);
  return { status, out, err };
}

describe("the command line", () => {
  it("is explained", async () => {
    const { status, out } = await run(["--help"]);
    expect(status).toBe(0);
    expect(out).toMatch(/^usage: raft serve --id N --data DIR --peers/);
  });

  it.each([
    [["--data", "d", "--peers", "1=:1"], "--id is missing"],
    [["--id", "1", "--peers", "1=:1"], "--data is missing"],
    [["--id", "1", "--data", "d"], "--peers is missing"],
    [["--id", "zero", "--data", "d", "--peers", "1=:1"], '--id is "zero"; a whole number'],
    [
      ["--id", "2", "--data", "d", "--peers", "1=:1"],
      "--peers does not say where node 2 is called",
    ],
    [["--id", "1", "--data", "d", "--peers", "1=nowhere"], '"nowhere" is no address'],
    [["--id", "1", "--data", "d", "--peers", "=:1"], 'a node in --peers is ""'],
    [
      ["--id", "1", "--data", "d", "--peers", "1=:1", "--twin", "go"],
      "--twin is go; there are csp, threads",
    ],
    [["--id", "1", "--data", "d", "--peers", "1=:1", "--heartbeat-ms", "x"], "a whole number"],
    [["--id", "1", "--data", "d", "--peers", "1=:1", "--loud"], "--loud"],
    [["extra"], "extra"],
  ])("%j is refused with a reason", async (args, reason) => {
    const { status, err } = await run(args);
    expect(status).toBe(2);
    expect(err.split("\n")[0]).toContain(reason);
    expect(err).toContain("usage: raft serve");
  });

  it("with times that do not fit each other is refused", async () => {
    const args = ["--id", "1", "--data", join(base, "times"), "--peers", "1=:1"];
    const { status, err } = await run([...args, "--heartbeat-ms", "5000"]);
    expect(status).toBe(2);
    expect(err).toContain(
      "heartbeatMs is 5000; it must be above 0 and below electionTimeoutMs, 1000",
    );
  });
});

describe.each(["csp", "threads"])("a node of %s", (twin) => {
  it("starts, serves, stops when told, and starts again", async () => {
    const [port, http] = await freePorts(2);
    const args = ["--id", "1", "--data", join(base, twin), "--twin", twin];
    const where = ["--peers", `1=127.0.0.1:${port}`, "--http", `127.0.0.1:${http}`];
    for (const _ of ["first", "second"]) {
      const { status, out, err } = await run([...args, ...where], "ready");
      expect(err).toBe("");
      expect(status).toBe(0);
      expect(out).toContain(
        `node 1: ready (${twin}) at 127.0.0.1:${port}, http://127.0.0.1:${http}`,
      );
      expect(out).toContain("node 1: stopped");
    }
  });

  it("says why it cannot start", async () => {
    const [port] = await freePorts(1);
    const peers = ["--peers", `1=127.0.0.1:${port}`, "--twin", twin];
    const stop = new AbortController();
    let ready = () => {};
    const isReady = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const data = join(base, `${twin}-taken`);
    const output = {
      out: (text: string) => {
        if (text.includes("ready")) ready();
      },
      err: () => {},
    };
    const running = serve(["--id", "1", "--data", data, ...peers], output, stop.signal);
    await isReady;
    const locked = await run(["--id", "1", "--data", data, ...peers]);
    expect(locked).toMatchObject({ status: 1 });
    expect(locked.err).toContain("is in use by this process");
    const inUse = await run(["--id", "1", "--data", join(base, `${twin}-other`), ...peers]);
    expect(inUse).toMatchObject({ status: 1 });
    expect(inUse.err).toContain("EADDRINUSE");
    stop.abort();
    expect(await running).toBe(0);
  });
});
