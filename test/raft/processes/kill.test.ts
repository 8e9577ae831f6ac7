// Three nodes as processes, over TCP and with their logs on disk, killed without warning while clients use
// them: nothing that was acknowledged is lost, and no change is made twice.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runKillOrdeal } from "./kill-ordeal.ts";
import { type NodeProcess, processCluster } from "./node-process.ts";

let base: string;
let started: readonly NodeProcess[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "goroutine-kit-kill-"));
});

afterEach(async () => {
  await Promise.all(started.map((node) => node.kill()));
  await rm(base, { recursive: true });
});

describe.each(["csp", "threads"])("a cluster of %s nodes as processes", (twin) => {
  it("loses nothing that it acknowledged though its nodes are killed", {
    timeout: 150_000,
  }, async () => {
    const times = [
      "--election-timeout-ms",
      "500",
      "--heartbeat-ms",
      "50",
      "--snapshot-every",
      "200",
    ];
    const { nodes, addresses } = await processCluster(base, 3, ["--twin", twin, ...times]);
    started = nodes;
    const draw = (n: number) => Math.floor(Math.random() * n);
    const report = await runKillOrdeal({
      nodes,
      addresses,
      kills: 5,
      clients: 4,
      draw,
      answersBetween: 60,
    });
    expect(report.kills).toBeGreaterThanOrEqual(5);
    expect(report.answered).toBeGreaterThan(150);
    expect(await Promise.all(nodes.map((node) => node.stop()))).toEqual([0, 0, 0]);
  });
});
