// The command `simulate` as a person or a program uses it.

import { describe, expect, it } from "vitest";
import {
  addSeed,
  newCampaign,
  renderCampaign,
  renderProgress,
} from "../../src/cli/simulate/summary.ts";
import { simulate } from "../../src/cli/simulate.ts";

async function run(args: readonly string[], interrupted = new AbortController()) {
  let [out, err] = ["", ""];
  const status = await simulate(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isTerminal: false,
    interrupted: interrupted.signal,
  });
  return { status, out, err };
}

describe("simulate", () => {
  it("runs so many seeds of both twins, and says what came of them", async () => {
    const { status, out, err } = await run(["--seeds", "3"]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^csp: 3 of 3 seeds kept every property$/m);
    expect(out).toMatch(/^threads: 3 of 3 seeds kept every property$/m);
    expect(out).toMatch(/virtual seconds and \d+ steps a second/);
  });

  it("runs one twin from a seed on, and gives JSON", async () => {
    const { status, out } = await run(["--seeds", "2", "--from", "7", "--twin", "csp", "--json"]);
    expect(status).toBe(0);
    const [campaign, ...more] = JSON.parse(out) as [{ total: { answered: number } }];
    expect(more).toEqual([]);
    expect(campaign).toMatchObject({ twin: "csp", asked: 2, passed: 2, failure: null });
    expect(campaign.total.answered).toBeGreaterThan(0);
  });

  it("prints the same transcript for the same seed, which a person can read", async () => {
    const args = ["--seed", "4", "--twin", "threads", "--transcript"];
    const [one, other] = [await run(args), await run(args)];
    expect(other).toEqual(one);
    expect(one.status).toBe(0);
    expect(one.out).toMatch(/^0\.000 ms {2}node 1 starts$/m);
    expect(one.out).toMatch(/ms {2}node \d is a leader of term \d+$/m);
    expect(one.out).toMatch(/ms {2}client \d asks node \d to (get|set|swap) /);
    expect(one.out).toMatch(/seed 4 kept every property/);
  });

  it("prints what it has once it is interrupted", async () => {
    const interruption = new AbortController();
    interruption.abort();
    const none = await run(["--seeds", "1000"], interruption);
    expect(none.status).toBe(130);
    const later = new AbortController();
    const running = run(["--seeds", "1000", "--twin", "csp"], later);
    setTimeout(() => later.abort(), 0);
    const { status, out } = await running;
    expect(status).toBe(130);
    expect(out).toMatch(/^csp: \d+ of 1000 seeds kept every property$/m);
  });

  it("gives its usage where it is asked to", async () => {
    const { status, out } = await run(["--help"]);
    expect(status).toBe(0);
    expect(out).toMatch(/^usage: simulate /);
  });

  it.each([
    [["--seeds", "0"], /--seeds is "0"/],
    [["--seeds", "many"], /--seeds is "many"/],
    [["--from", "4294967295", "--seeds", "2"], /seeds end at 4294967295/],
    [["--twin", "python"], /no twin "python"; there are csp and threads/],
    [["--transcript"], /of which seed/],
    [["--seed", "1", "--seeds", "2"], /--seed is one seed/],
    [["--bugs", "--seed", "1"], /--bugs chooses its own seeds/],
    [["--sed", "1"], /--sed/],
  ])("says what is wrong with %j", async (args, message) => {
    const { status, out, err } = await run(args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toMatch(message);
    expect(err).toMatch(/usage: simulate /);
  });

  it("says of a seed that failed how to replay it", () => {
    const campaign = newCampaign("csp", 10);
    const counts = { answered: 1, unknown: 2, refused: 3, term: 4, committed: 5 };
    const report = { ...counts, crashes: 6, restores: 7, changes: 8, transfers: 9 };
    addSeed(campaign, { seed: 1, report, steps: 10, virtualMs: 11 });
    campaign.failure = { seed: 2, text: "SafetyViolation: two leaders", replay: "npm run x" };
    expect(renderProgress(campaign)).toMatch(/^csp: 1 of 10 seeds \(10%\)/);
    expect(renderCampaign(campaign)).toMatch(
      /FAILED: SafetyViolation: two leaders\n {2}replay: npm run x/,
    );
  });
});
