// The JSON of a run as the report reads it, and figures as a person reads them.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amount, digits, placeText, times } from "../../src/report/results/amount.ts";
import { readResultSet } from "../../src/report/results/result-set.ts";
import { ShapeError } from "../../src/report/results/shape.ts";
import { jsonOf, resultsOf } from "./run.ts";

describe("a result set", () => {
  it("is read as the comparison wrote it", async () => {
    const { suites, effort, ended } = await resultsOf({
      "channels/ping-pong": {
        ours: [1, 1, 1],
        "go-1": [2, 2, 2],
        medium: { kind: "cannot", reason: "it has none" },
      },
    });
    expect({ effort, ended }).toEqual({ effort: "brief", ended: "complete" });
    const [ours, , medium] = suites[0]?.rows[0]?.subjects ?? [];
    expect(ours?.summary).toEqual({
      median: 1,
      min: 1,
      max: 1,
      place: { first: 1, last: 1 },
      beats: ["go-1"],
    });
    expect(medium?.outcome).toMatchObject({ kind: "cannot", note: "it has none", samples: [] });
    expect(medium).not.toHaveProperty("summary");
  });

  it("says why there is no figure, whatever the reason", async () => {
    const { suites } = await resultsOf({
      "channels/ping-pong": {
        one: { kind: "not installed", what: "Go" },
        two: { kind: "failed", reason: "wrong answer" },
        three: { kind: "not reached" },
      },
    });
    const outcomes = suites[0]?.rows[0]?.subjects.map(({ outcome }) => [
      outcome.kind,
      outcome.note,
    ]);
    expect(outcomes).toEqual([
      ["not installed", "Go"],
      ["failed", "wrong answer"],
      ["not reached", ""],
    ]);
  });

  it.each([
    { says: "another form", change: { format: 2 }, place: "results.format" },
    { says: "an effort that there is not", change: { effort: "huge" }, place: "results.effort" },
    { says: "no machine", change: { machine: undefined }, place: "results.machine" },
    { says: "rounds in words", change: { rounds: "five" }, place: "results.rounds" },
    {
      says: "suites that are none",
      change: { suites: [{ name: "a" }] },
      place: "results.suites[0].title",
    },
  ])("with $says is refused, and the place is named", async ({ change, place }) => {
    const json = (await jsonOf({ "channels/ping-pong": { ours: [1] } })) as object;
    const read = () => readResultSet({ ...json, ...change });
    expect(read).toThrow(ShapeError);
    expect(read).toThrow(place);
  });

  it.each([null, 7, "text", []])("is not %j", (value) => {
    expect(() => readResultSet(value)).toThrow(ShapeError);
  });
});

describe("an amount", () => {
  it.each([
    [173.4, "ns", "173 ns"],
    [26_053, "ns", "26.1 µs"],
    [1.5e6, "ns", "1.5 ms"],
    [0.05, "ms", "50 µs"],
    [2.5e9, "ns", "2.5 s"],
    [515, "B", "515 B"],
    [15_712, "B", "15.7 kB"],
    [48_213, "1/s", "48,210/s"],
    [0, "ns", "0 ns"],
    [3, "", "3"],
  ] as const)("of %d %s is shown as %s", (value, unit, shown) => {
    expect(amount(value, unit)).toBe(shown);
  });

  it("is never off by a percent", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), (value) => {
        const shown = Number(digits(value).replaceAll(",", ""));
        expect(Math.abs(shown / value - 1)).toBeLessThan(0.01);
      }),
    );
  });

  it("of a ratio, and of a place, reads as words do", () => {
    expect(times(1.84)).toBe("1.8 times");
    expect(placeText({ first: 2, last: 2 })).toBe("2");
    expect(placeText({ first: 2, last: 4 })).toBe("2–4");
  });
});
