// When a learner is caught up enough to vote (thesis 4.2.1).

import { describe, expect, it } from "vitest";
import { advanceCatchUp, beginCatchUp, type CatchUp } from "../../../src/raft/rules/index.ts";

const electionTimeoutMs = 100;
const patienceMs = 1000;

/** Rounds of the given lengths, in each of which the leader's log grows by 10. */
function run(lengthsMs: readonly number[]): (CatchUp | "ready" | "stuck")[] {
  let round: CatchUp | "ready" | "stuck" = beginCatchUp(10, 0);
  let nowMs = 0;
  return lengthsMs.map((lengthMs, i) => {
    if (typeof round === "string") return round;
    nowMs += lengthMs;
    const match = 10 * (i + 1);
    round = advanceCatchUp(round, match, match + 10, nowMs, electionTimeoutMs, patienceMs);
    return round;
  });
}

describe("thesis 4.2.1: catching up a new server", () => {
  it("is done with a round shorter than an election timeout", () => {
    expect(run([99])).toEqual(["ready"]);
    expect(run([800, 300, 99]).at(-1)).toBe("ready");
  });

  it("goes on, a round at a time, each for what the leader had at its beginning", () => {
    expect(run([800, 300])).toEqual([
      { goalIndex: 20, sinceMs: 800, roundsLeft: 9 },
      { goalIndex: 30, sinceMs: 1100, roundsLeft: 8 },
    ]);
  });

  it("waits within a round", () => {
    const round = beginCatchUp(10, 0);
    expect(advanceCatchUp(round, 9, 50, 999, electionTimeoutMs, patienceMs)).toBe(round);
  });

  it("is given up after ten rounds that were too long", () => {
    const rounds = run(new Array<number>(10).fill(100));
    expect(rounds.slice(0, 9).every((round) => typeof round === "object")).toBe(true);
    expect(rounds.at(-1)).toBe("stuck");
  });

  it("is given up where the server stands still", () => {
    const round = beginCatchUp(10, 0);
    expect(advanceCatchUp(round, 9, 50, 1000, electionTimeoutMs, patienceMs)).toBe("stuck");
  });
});
