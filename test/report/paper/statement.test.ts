// A sentence appears where the run bears it out, and nowhere else: each kind of claim is tried both ways.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beats } from "../../../bench/ranking.ts";
import type { Outcome } from "../../../bench/suite.ts";
import type { Totals } from "../../../src/report/metrics/measure.ts";
import { Facts } from "../../../src/report/paper/facts.ts";
import {
  type Claim,
  codeContest,
  contest,
  holds,
  said,
} from "../../../src/report/paper/statement.ts";
import { type Found, materialOf, type RunOptions, resultsOf } from "../run.ts";

const real = await materialOf({});

async function factsOf(found: Found, options: RunOptions = {}): Promise<Facts> {
  return new Facts({ ...real, results: await resultsOf(found, options) });
}

/** Facts of code: so much of everything in either idiom. */
function codeFacts(go: number, threads: number): Facts {
  const totals = (of: number): Totals => ({
    lines: { physical: of, source: of, comment: of, blank: of },
    tokens: of,
    functions: of,
    cyclomatic: of,
    cyclomaticMax: of,
    cognitive: of,
    cognitiveMax: of,
    nesting: of,
  });
  const rows = [
    { label: "csp", totals: totals(go), files: [] },
    { label: "threads", totals: totals(threads), files: [] },
  ];
  return new Facts({
    ...real,
    comparisons: [{ kind: "twins", title: "both: all files", rows }],
  });
}

const row = "channels/ping-pong";
const two = { row, one: "ours", other: "go-1" } as const;

describe("a claim", () => {
  const cases: readonly {
    readonly claim: Claim;
    readonly so: Found;
    readonly not: readonly Found[];
  }[] = [
    {
      claim: { kind: "beats", ...two },
      so: { [row]: { ours: [1, 1, 1], "go-1": [2, 2, 2] } },
      not: [
        { [row]: { ours: [2, 2, 2], "go-1": [1, 1, 1] } },
        { [row]: { ours: [1, 1, 3], "go-1": [2, 2, 2] } },
        { [row]: { ours: [1], "go-1": [2] } },
        { [row]: { ours: [1, 1, 1], "go-1": { kind: "not installed", what: "Go" } } },
        { [row]: { ours: [1, 1, 1] } },
        {},
      ],
    },
    {
      claim: { kind: "undecided", ...two },
      so: { [row]: { ours: [1, 1, 3], "go-1": [2, 2, 2] } },
      not: [
        { [row]: { ours: [1, 1, 1], "go-1": [2, 2, 2] } },
        { [row]: { ours: [2, 2, 2], "go-1": [1, 1, 1] } },
        { [row]: { ours: [1, 1, 1], "go-1": { kind: "not installed", what: "Go" } } },
        {},
      ],
    },
    {
      claim: { kind: "measured", row, one: "ours" },
      so: { [row]: { ours: [1] } },
      not: [{ [row]: { ours: { kind: "failed", reason: "wrong" } } }, {}],
    },
  ];

  it.each(cases)(
    "that one $claim.kind holds where the run says so, and nowhere else",
    async (of) => {
      expect(holds(of.claim, await factsOf(of.so))).toBe(true);
      for (const found of of.not) expect(holds(of.claim, await factsOf(found))).toBe(false);
    },
  );

  it("of unequal work holds where one sent more for the same, and nowhere else", async () => {
    const work = (samples: readonly number[]): Outcome => ({
      kind: "measured",
      samples: [1, 1, 1],
      beside: [{ what: "messages a commit", unit: "", samples }],
    });
    const claim: Claim = { kind: "unequal work", ...two };
    const of = async (one: Outcome, other: Outcome) =>
      holds(claim, await factsOf({ [row]: { ours: one, "go-1": other } }));
    expect(await of(work([2, 2, 2]), work([7, 7, 7]))).toBe(true);
    expect(await of(work([7, 7, 7]), work([2, 2, 2]))).toBe(true);
    expect(await of(work([2, 2, 9]), work([2.1, 2.1, 2.1]))).toBe(false);
    expect(await of(work([2, 2, 2]), { kind: "measured", samples: [1] })).toBe(false);
  });

  it("of less code holds for the idiom that has less", () => {
    const less: Claim = { kind: "less code", figure: "tokens", one: "go" };
    const equal: Claim = { kind: "equal code", figure: "tokens" };
    expect([holds(less, codeFacts(1, 2)), holds(equal, codeFacts(1, 2))]).toEqual([true, false]);
    expect([holds(less, codeFacts(2, 1)), holds(equal, codeFacts(2, 1))]).toEqual([false, false]);
    expect([holds(less, codeFacts(1, 1)), holds(equal, codeFacts(1, 1))]).toEqual([false, true]);
  });
});

const contested = contest({
  ...two,
  topic: "A ping-pong",
  oneTitle: "ours",
  otherTitle: "Go",
});

describe("a contest", () => {
  it("says who is ahead and by how much", async () => {
    const facts = await factsOf({ [row]: { ours: [100, 100, 100], "go-1": [200, 200, 200] } });
    expect(said(contested, facts)).toEqual([
      "A ping-pong: ours 100 ns, Go 200 ns; for Go that is 2 times as much.",
    ]);
  });

  it("says it the other way round where the other is ahead", async () => {
    const facts = await factsOf({ [row]: { ours: [300, 300, 300], "go-1": [100, 100, 100] } });
    expect(said(contested, facts)).toEqual([
      "A ping-pong: Go 100 ns, ours 300 ns; for ours that is 3 times as much.",
    ]);
  });

  it("counts for the better where more is better", async () => {
    const facts = await factsOf(
      { [row]: { ours: [300, 300, 300], "go-1": [100, 100, 100] } },
      { unit: "1/s", better: "higher" },
    );
    expect(said(contested, facts)).toEqual([
      "A ping-pong: ours 300/s, Go 100/s; for ours that is 3 times as many.",
    ]);
  });

  it("says nothing where one has no figure", async () => {
    const facts = await factsOf({
      [row]: { ours: [1, 1, 1], "go-1": { kind: "not installed", what: "Go" } },
    });
    expect(said(contested, facts)).toEqual([]);
  });

  it("never says what a figure contradicts, and never more than one thing", async () => {
    const samples = fc.array(fc.integer({ min: 90, max: 140 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(samples, samples, async (ours, go) => {
        const facts = await factsOf({ [row]: { ours, "go-1": go } });
        const [sentence, ...more] = said(contested, facts);
        expect(more).toEqual([]);
        expect(sentence?.includes("for Go that is")).toBe(beats(ours, go, "lower"));
        expect(sentence?.includes("for ours that is")).toBe(beats(go, ours, "lower"));
      }),
      { numRuns: 25 },
    );
  });
});

describe("a contest of code", () => {
  const statements = codeContest("tokens", "tokens");

  it.each([
    [100, 150, "Written in goroutines a node has 100 tokens, in threads 150 (50 % more)."],
    [150, 100, "Written in threads a node has 100 tokens, in goroutines 150 (50 % more)."],
    [100, 100, "In both idioms a node has 100 tokens."],
  ])("of %d and %d says which is less", (go, threads, sentence) => {
    expect(said(statements, codeFacts(go, threads))).toEqual([sentence]);
  });

  it("says nothing where there is but one idiom", () => {
    expect(said(statements, new Facts({ ...real, comparisons: [] }))).toEqual([]);
  });
});
