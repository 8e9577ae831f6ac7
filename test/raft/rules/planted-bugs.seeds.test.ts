// Bugs planted one at a time into rules that are sound otherwise: the watch over the cluster, or the
// nodes themselves, catch each within the stated number of seeds. Without this, a run that finds
// nothing would say nothing.

import { describe, expect, it } from "vitest";
import { BrokenSafetyError } from "../../../src/raft/rules/index.ts";
import { SafetyViolation } from "../../../src/raft/simulation/invariants.ts";
import { bugs } from "./bugs.ts";
import { runChaos } from "./chaos.ts";

describe("a node that", () => {
  it.each(bugs)("$name is caught within $seeds seeds", ({ faults, mood = {}, seeds }) => {
    let caught: unknown;
    for (let seed = 1; seed <= seeds && caught === undefined; seed++) {
      try {
        runChaos({ seed, steps: 3000, faults, mood });
      } catch (error) {
        caught = error;
      }
    }
    expect([SafetyViolation, BrokenSafetyError]).toContain(
      (caught as Error | undefined)?.constructor,
    );
  });
});
