// Random programs against Go: what comes of them here is what Go allows, by the model; the model allows
// what Go does; and where only one thing can come of a program, it is what comes of it in Go. For more
// programs than these: `npm run differential -- --programs 2000 --seed 7`.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Channel } from "../../src/csp/chan.ts";
import { Gosched } from "../../src/gen.ts";
import { chan, Mutex } from "../../src/index.ts";
import { forbiddenOutcome, outcomesOf } from "./compare.ts";
import { freePrograms } from "./generate.ts";
import type { OtherWords } from "./print-typescript.ts";
import { compareDeterminate, compareFree } from "./programs.ts";
import { goVersion } from "./toolchain.ts";

const SEED = 1;
const version = await goVersion();
const installed = version === undefined ? [] : [version];
if (version === undefined) {
  console.log("not run: random programs against Go itself, since Go is not installed");
}

describe("a random program", () => {
  it("has an outcome here that Go's semantics allow, under every seed and for real", async () => {
    const property = fc.asyncProperty(freePrograms, fc.nat(), async (program, seed) => {
      const allowed = outcomesOf(program);
      if (allowed === undefined) return;
      expect(await forbiddenOutcome(program, allowed, [seed, seed + 1, seed + 2])).toBe(undefined);
    });
    await fc.assert(property, { seed: SEED, numRuns: 200 });
  });

  it("of one outcome has that outcome whatever its goroutines are and whatever the schedule", async () => {
    const report = await compareDeterminate(60, SEED, { withGo: false });
    expect(report.failures).toEqual([]);
    expect(report.compared).toBe(60);
  });
});

/** Loses at its close what is in its buffer. */
class Forgetful extends Channel<number> {
  override close(): void {
    while (this.len > 0) this.poll();
    super.close();
  }
}

/** Lets everybody in. */
class Open extends Mutex {
  override tryLock(): boolean {
    super.tryLock();
    return true;
  }
}

// (In which order those are served who wait, no program can tell: it cannot see another wait.)
/** Faults that the comparison must notice. */
const faults: readonly (readonly [string, OtherWords])[] = [
  ["a channel that holds one more", { chan: (n?: number) => chan((n ?? 0) + 1) }],
  ["a channel without a buffer", { chan: () => chan() }],
  [
    "a channel that forgets at its close",
    { chan: ((n?: number) => new Forgetful(n ?? 0)) as typeof chan },
  ],
  ["a select that always takes its default", { trySelect: () => undefined }],
  ["a lock that keeps nobody out", { Mutex: Open }],
  ["a group that nobody waits for", { wait: () => Gosched() }],
];

describe("the comparison", () => {
  it.each(faults)("notices %s", async (_name, otherWords) => {
    const programs = fc.sample(freePrograms, { seed: SEED, numRuns: 200 });
    for (const program of programs) {
      const allowed = outcomesOf(program);
      if (allowed === undefined) continue;
      if ((await forbiddenOutcome(program, allowed, [1], otherWords)) !== undefined) return;
    }
    expect.fail("every outcome was allowed");
  });
});

describe.each(installed)("Go itself (%s)", () => {
  it("does what the model allows, and so do we, program by program", async () => {
    const report = await compareFree(150, SEED + 1, { withGo: true });
    expect(report.failures).toEqual([]);
    expect(report.compared).toBeGreaterThan(120);
  });

  it("does as we do where a program has one outcome", async () => {
    const report = await compareDeterminate(100, SEED + 1, { withGo: true });
    expect(report.failures).toEqual([]);
    expect(report.compared).toBe(100);
  });
});
