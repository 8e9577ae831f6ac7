/** The order of a run, and the rows that come of it. */

import { describe, expect, it } from "vitest";
import { type Outcome, rowsOf } from "../../bench/channels/results.ts";
import type { RosterEntry } from "../../bench/channels/roster.ts";
import { runRounds } from "../../bench/channels/rounds.ts";
import { aimsTable, workloadTable } from "../../bench/channels/table.ts";
import { WORKLOADS } from "../../bench/channels/workloads/all.ts";
import { amount } from "../../bench/columns.ts";

function entry(name: string, side: RosterEntry["side"] = "library"): RosterEntry {
  return { name, title: `the ${name}`, side, substrate: { kind: "python" }, sizes: {} };
}

function measured(...values: number[]): Outcome {
  return { kind: "measured", size: 80, values };
}

const go = entry("go-1", "language");
const ours = entry("ours-async", "ours");
const other = entry("other");

describe("a run", () => {
  it("asks all peers in turn, round by round", async () => {
    const asked: string[] = [];
    await runRounds(
      "ping-pong",
      [go, ours],
      3,
      async () => measured(1),
      (round, { name }) => asked.push(`${round} ${name}`),
    );
    expect(asked).toEqual([
      "1 go-1",
      "1 ours-async",
      "2 go-1",
      "2 ours-async",
      "3 go-1",
      "3 ours-async",
    ]);
  });

  it("keeps one value a round", async () => {
    let next = 0;
    const outcomes = await runRounds(
      "ping-pong",
      [go],
      3,
      async () => measured(++next),
      () => {},
    );
    expect(outcomes.get(go)).toEqual(measured(1, 2, 3));
  });

  it.each<Outcome>([
    { kind: "cannot", reason: "it has no select" },
    { kind: "not installed" },
    { kind: "failed", reason: "wrong answer" },
  ])("does not ask again where the outcome is $kind", async (outcome) => {
    let asked = 0;
    const measure = async (): Promise<Outcome> => {
      asked++;
      return outcome;
    };
    const outcomes = await runRounds("ping-pong", [other], 5, measure, () => {});
    expect(asked).toBe(1);
    expect(outcomes.get(other)).toEqual(outcome);
  });

  it("lets a failure in a later round stand for the whole", async () => {
    let round = 0;
    const wrong: Outcome = { kind: "failed", reason: "wrong answer" };
    const measure = async () => (++round === 2 ? wrong : measured(1));
    const outcomes = await runRounds("ping-pong", [other], 3, measure, () => {});
    expect(outcomes.get(other)).toEqual(wrong);
  });
});

describe("a row", () => {
  const rows = rowsOf(
    WORKLOADS["ping-pong"],
    new Map([
      [go, measured(200, 400, 200)],
      [ours, measured(100, 100, 100)],
      [other, { kind: "cannot", reason: "it has no channels" } as const],
    ]),
  );

  it("has the median, and the ratio to Go round by round", () => {
    expect(rows[1]).toMatchObject({ peer: "ours-async", median: 100, spread: 0, ratio: 0.5 });
  });

  it("of a peer that cannot has its reason and no figures", () => {
    expect(rows[2]).not.toHaveProperty("median");
    expect(rows[2]?.outcome).toEqual({ kind: "cannot", reason: "it has no channels" });
  });

  it("has no ratio where Go is not installed", () => {
    const [, alone] = rowsOf(
      WORKLOADS["ping-pong"],
      new Map<RosterEntry, Outcome>([
        [go, { kind: "not installed" }],
        [ours, measured(100)],
      ]),
    );
    expect(alone).toMatchObject({ median: 100 });
    expect(alone).not.toHaveProperty("ratio");
  });

  it("stands in the table, the fastest first, with what was left out below", () => {
    const table = workloadTable(WORKLOADS["ping-pong"], rows);
    expect(table.indexOf("the ours-async")).toBeLessThan(table.indexOf("the go-1"));
    expect(table).toMatch(/the ours-async\s+100 ns\s+0 %\s+0\.500/);
    expect(table).toContain("it has no channels");
  });

  it("of a failure is loud in the table", () => {
    const failed = rowsOf(
      WORKLOADS["ping-pong"],
      new Map<RosterEntry, Outcome>([[other, { kind: "failed", reason: "wrong answer: 1" }]]),
    );
    expect(workloadTable(WORKLOADS["ping-pong"], failed)).toContain(
      "FAILED the other: wrong answer: 1",
    );
  });

  it("of ours that misses its aim is marked", () => {
    const slow = rowsOf(
      WORKLOADS["ping-pong"],
      new Map([
        [go, measured(100)],
        [ours, measured(130)],
      ]),
    );
    expect(aimsTable(rows)).toContain("0.500 (1.25)");
    expect(aimsTable(rows)).not.toContain("!");
    expect(aimsTable(slow)).toContain("1.30 (1.25) !");
  });
});

describe("an amount", () => {
  it.each([
    [0.1234, "0.123"],
    [1.234, "1.23"],
    [12.34, "12.3"],
    [123.4, "123"],
    [60_301.7, "60,302"],
    [0, "0.000"],
  ])("of %d is shown as %s", (value, shown) => {
    expect(amount(value)).toBe(shown);
  });
});
