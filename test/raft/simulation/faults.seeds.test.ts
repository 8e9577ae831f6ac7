// Clusters under everything at once, by seed: messages lost, late, doubled and out of order, parts of
// the network cut off, one way and both, nodes that lose power with writes under way or torn, clocks that
// run apart, members that come and go, snapshots and slow disks. Raft's properties are checked at every
// step, and what clients were told must be linearizable in the end.

import { describe, expect, it } from "vitest";
import { drawMood } from "../../../src/raft/simulation/mood.ts";
import { type OrdealReport, runOrdeal } from "../../../src/raft/simulation/ordeal.ts";
import { explore, record } from "../../../src/testing/index.ts";
import { twins } from "./twins.ts";

const limits = { leaks: "fail", maxSteps: 5_000_000, maxTimeMs: 900_000 } as const;

describe.each(twins)("a cluster of nodes in %s", (_name, makeNode) => {
  it("keeps every property in 100 seeds of faults, answers linearizably, and recovers", async () => {
    const reports: OrdealReport[] = [];
    await explore(
      { from: 1, to: 100 },
      async () => {
        reports.push(await runOrdeal(drawMood(), { makeNode }));
      },
      limits,
    );
    // Seeds in which nothing happens would keep every property too.
    const total = (of: keyof OrdealReport) => reports.reduce((sum, report) => sum + report[of], 0);
    expect(total("answered")).toBeGreaterThan(100 * 50);
    expect(total("term")).toBeGreaterThan(100 * 2);
    expect(total("crashes")).toBeGreaterThan(100);
    expect(total("restores")).toBeGreaterThan(20);
    expect(total("changes")).toBeGreaterThan(50);
    expect(total("transfers")).toBeGreaterThan(10);
  });

  it("does the same for the same seed, step for step and message for message", async () => {
    const told: string[][] = [];
    const play = () => {
      const lines: string[] = [];
      told.push(lines);
      const transcript = (line: string) => lines.push(line);
      return record(5, () => runOrdeal(drawMood(), { makeNode, transcript }), limits);
    };
    const [one, other] = [await play(), await play()];
    expect(other.transcript).toBe(one.transcript);
    expect(told[1]).toEqual(told[0]);
    expect(told[0]?.length).toBeGreaterThan(500);
  });
});
