// Raft's five safety properties (Raft paper, figure 3) after every step of clusters that crash, lose
// what was not on disk, part, lose and repeat and reorder messages, change their members and take
// snapshots; and recovery once that ends.

import { describe, expect, it } from "vitest";
import { moods } from "./bugs.ts";
import { runChaos } from "./chaos.ts";

const steps = 3000;

describe("sound rules", () => {
  it("keep every property in 400 seeds, and recover", () => {
    let commands = 0;
    let reads = 0;
    let changes = 0;
    let terms = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const report = runChaos({ seed, steps });
      const leader = report.cluster.leader();
      commands += leader?.machine.commands.length ?? 0;
      terms += leader?.raft.term ?? 0;
      reads += report.reads;
      changes += report.changes;
    }
    // Seeds in which nothing happens would keep every property too.
    expect(commands).toBeGreaterThan(8_000);
    expect(reads).toBeGreaterThan(4_000);
    expect(changes).toBeGreaterThan(200);
    expect(terms).toBeGreaterThan(1_500);
  });

  it.each(Object.entries(moods))(
    "keep them in 200 seeds of %s, in which bugs show",
    (_name, mood) => {
      for (let seed = 1; seed <= 200; seed++)
        expect(runChaos({ seed, steps, mood }).cluster.leader()).toBeDefined();
    },
  );

  it("do the same for the same seed, message for message", () => {
    const one = runChaos({ seed: 7, steps }).cluster.transcript;
    const other = runChaos({ seed: 7, steps }).cluster.transcript;
    expect(one.length).toBeGreaterThan(100);
    expect(other).toEqual(one);
  });
});
