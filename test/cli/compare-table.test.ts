// The tables that the comparison prints: each figure with its unit and its place, and nothing hidden.

import { describe, expect, it } from "vitest";
import {
  renderFailures,
  renderMissing,
  renderNotes,
  renderTables,
} from "../../src/cli/compare/table.ts";
import { resultsOf } from "../report/run.ts";

describe("a table of few subjects", () => {
  it("has a column for each, and places that say what is undecided", async () => {
    const results = await resultsOf({
      "threading/lock": { ours: [10, 10, 10], other: [20, 20, 20] },
      "threading/queue": { ours: [10, 10, 30], other: [20, 20, 20] },
    });
    expect(renderTables(results).split("\n")).toEqual(
      [
        "threading",
        "         ours           other",
        "  lock   10 ns (1)      20 ns (2)",
        "  queue  10 ns (1–2)    20 ns (1–2)",
      ].map((line) =>
        expect.stringMatching(new RegExp(line.replace(/[()]/g, "\\$&").replace(/ +/g, " +"))),
      ),
    );
  });

  it("says what has no figure", async () => {
    const results = await resultsOf({
      "threading/lock": {
        ours: [10, 10, 10],
        python: { kind: "not installed", what: "Python" },
        slow: { kind: "failed", reason: "wrong answer" },
        none: { kind: "cannot", reason: "it has no lock" },
      },
    });
    expect(renderTables(results)).toMatch(/lock +10 ns \(1\) +not installed +FAILED +-/);
    expect(renderMissing(results)).toBe("not installed here: Python");
    expect(renderFailures(results)).toEqual(["FAILED lock, slow: wrong answer"]);
  });

  it("stars a figure that did less, and says of what", async () => {
    const results = await resultsOf(
      { "threading/lock": { python: [10, 10, 10] } },
      { measured: { note: "at a size of 7" } },
    );
    expect(renderTables(results)).toContain("10 ns* (1)");
    expect(renderNotes(results)).toEqual(["* python: at a size of 7"]);
  });
});

describe("a table of many subjects", () => {
  it("shows the best of ours, and each language", async () => {
    const results = await resultsOf({
      "channels/ping-pong": {
        "ours-a": [30, 30, 30],
        "ours-b": [10, 10, 10],
        "ours-c": [40, 40, 40],
        "ours-d": [50, 50, 50],
        "ours-e": [60, 60, 60],
        "go-1": [20, 20, 20],
        python: [90, 90, 90],
      },
    });
    expect(renderTables(results)).toMatch(
      /ping-pong +10 ns \(1\) ours-b +20 ns \(2\) +90 ns \(7\)/,
    );
  });
});

describe("a table of a quick run", () => {
  it("has no figure that could be taken for a speed", async () => {
    const results = await resultsOf(
      { "threading/lock": { ours: [10], other: [20] } },
      { effort: "quick" },
    );
    expect(renderTables(results)).toMatch(/lock +right +right/);
    expect(renderTables(results)).not.toContain("ns");
  });
});
