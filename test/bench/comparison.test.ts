/** How suites become one result set. */

import { describe, expect, it } from "vitest";
import { comparisonOf, namesOf } from "../../bench/comparison.ts";
import type { Row, Suite, SuiteRequest } from "../../bench/suite.ts";

function row(name: string, ...samples: number[]): Row {
  return {
    name,
    title: name,
    operation: "a number is sent",
    unit: "ns",
    better: "lower",
    subjects: [
      { name: "ours", title: "ours", side: "ours", outcome: { kind: "measured", samples } },
    ],
  };
}

/** A suite that finds these rows, and the requests that it got. */
function suite(name: string, ...rows: readonly Row[]) {
  const requests: SuiteRequest[] = [];
  const made: Suite = {
    name,
    title: `the ${name}`,
    rows: rows.map((each) => each.name),
    prepare: async () => {},
    async run(request) {
      requests.push(request);
      return { versions: { [name]: "1.0" }, rows };
    },
  };
  return { suite: made, requests };
}

const channels = suite("channels", row("ping-pong", 3, 1, 2), row("spawn", 5));
const raft = suite("raft", row("failover", 7, 7, 7));
const all = [channels.suite, raft.suite];

const request = {
  effort: "brief",
  rounds: 3,
  only: null,
  signal: new AbortController().signal,
} as const;

describe("a comparison", () => {
  it("holds what each suite found, with its median and range", async () => {
    const comparison = comparisonOf(request, all);
    for (const step of comparison.steps) await step.run(() => {});
    const { suites, versions, ended, effort } = comparison.results();
    expect(suites.map(({ name }) => name)).toEqual(["channels", "raft"]);
    expect(suites[0]?.rows[0]?.subjects[0]?.summary).toEqual({
      median: 2,
      min: 1,
      max: 3,
      place: { first: 1, last: 1 },
      beats: [],
    });
    expect(versions).toMatchObject({ channels: "1.0", raft: "1.0", Node: process.versions.node });
    expect({ ended, effort }).toEqual({ ended: "complete", effort: "brief" });
  });

  it("holds only the suites that have run, and says that it ended early", async () => {
    const controller = new AbortController();
    const comparison = comparisonOf({ ...request, signal: controller.signal }, all);
    await comparison.steps[0]?.run(() => {});
    controller.abort();
    const { suites, ended } = comparison.results();
    expect(suites.map(({ name }) => name)).toEqual(["channels"]);
    expect(ended).toBe("early");
  });

  it("can be of one suite, or of some rows", async () => {
    const one = comparisonOf({ ...request, only: ["raft"] }, all);
    expect(one.steps.map(({ title }) => title)).toEqual(["the raft"]);
    const rows = suite("channels", row("ping-pong", 1), row("spawn", 1));
    const some = comparisonOf({ ...request, only: ["channels/spawn"] }, [rows.suite]);
    for (const step of some.steps) await step.run(() => {});
    expect(rows.requests.map(({ only }) => only)).toEqual([["spawn"]]);
  });

  it("shares its time among the suites that run, and gives one alone all of it", async () => {
    const [one, two] = [suite("channels", row("a", 1)), suite("raft", row("b", 1))];
    for (const step of comparisonOf(request, [one.suite, two.suite]).steps)
      await step.run(() => {});
    const alone = suite("raft", row("b", 1));
    for (const step of comparisonOf(request, [alone.suite]).steps) await step.run(() => {});
    const [shared, whole] = [two.requests[0]?.budgetMs ?? 0, alone.requests[0]?.budgetMs ?? 0];
    expect(shared + (one.requests[0]?.budgetMs ?? 0)).toBeCloseTo(whole);
    expect(shared).toBeGreaterThan(0);
  });

  it("takes as long as it takes in a full run", async () => {
    const alone = suite("raft", row("b", 1));
    const comparison = comparisonOf({ ...request, effort: "full" }, [alone.suite]);
    for (const step of comparison.steps) await step.run(() => {});
    expect(alone.requests[0]?.budgetMs).toBe(Number.POSITIVE_INFINITY);
  });

  it("ranks nothing in a quick run, however far apart its figures are", async () => {
    const subjects = [1, 1_000].map((figure) => ({
      name: `${figure}`,
      title: "",
      side: "library" as const,
      outcome: { kind: "measured" as const, samples: [figure, figure, figure] },
    }));
    const quick = suite("channels", { ...row("a"), subjects });
    const comparison = comparisonOf({ ...request, effort: "quick" }, [quick.suite]);
    for (const step of comparison.steps) await step.run(() => {});
    const places = comparison.results().suites[0]?.rows[0]?.subjects.map(({ summary }) => summary);
    for (const place of places ?? []) {
      expect(place).toMatchObject({ place: { first: 1, last: 2 }, beats: [] });
    }
  });

  it("names all that may be asked for", () => {
    expect(namesOf(all)).toEqual([
      "channels",
      "channels/ping-pong",
      "channels/spawn",
      "raft",
      "raft/failover",
    ]);
  });
});
