// What charts show, and that each says it in words, in the palette's colours alone.

import { describe, expect, it } from "vitest";
import { complexityChart } from "../../src/report/charts/complexity.ts";
import { distributionsChart } from "../../src/report/charts/distributions.ts";
import type { Chart } from "../../src/report/charts/draw.ts";
import { standalone } from "../../src/report/charts/draw.ts";
import { PALETTE } from "../../src/report/charts/palette.ts";
import { rangesChart } from "../../src/report/charts/ranges.ts";
import { scalingChart } from "../../src/report/charts/scaling.ts";
import { chartsOf } from "../../src/report/document/document.ts";
import { paperOf } from "../../src/report/paper/paper.ts";
import { type Found, materialOf, type RunOptions, resultsOf } from "./run.ts";

async function rowsOf(found: Found, options: RunOptions = {}) {
  const { suites } = await resultsOf(found, options);
  return suites.flatMap(({ rows }) => rows);
}

async function rowOf(subjects: Found[string], options: RunOptions = {}) {
  const [row] = await rowsOf({ "channels/ping-pong": subjects }, options);
  if (row === undefined) throw new Error("no row");
  return row;
}

const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

describe("a chart of ranges", () => {
  it("has the best above, with its place and its median", async () => {
    const row = await rowOf({ ours: [200, 210, 220], "go-1": [100, 101, 102] });
    const chart = rangesChart("a", row);
    expect(chart?.description).toBe("ping-pong: go-1  1 101 ns, ours  2 210 ns.");
    expect(chart?.svg.indexOf("go-1  1")).toBeLessThan(chart?.svg.indexOf("ours  2") ?? 0);
  });

  it("has the most above where more is better", async () => {
    const row = await rowOf({ ours: [2, 2, 2], "go-1": [1, 1, 1] }, { better: "higher" });
    expect(rangesChart("a", row)?.description).toMatch(/^ping-pong: ours/);
  });

  it("is not drawn of one figure alone", async () => {
    const row = await rowOf({ ours: [1], "go-1": { kind: "not installed", what: "Go" } });
    expect(rangesChart("a", row)).toBeUndefined();
  });
});

describe("a chart of distributions", () => {
  it("says the median and the 99th percentile of each", async () => {
    const distribution = quantiles.map((share, i) => ({ share, value: i + 1 }));
    const row = await rowOf(
      { ours: [6, 6, 6], "go-1": [6, 6, 6] },
      { unit: "ms", measured: { distribution } },
    );
    expect(distributionsChart("a", row)?.description).toContain("ours 3 ms and 6 ms");
  });

  it("is not drawn where there are none", async () => {
    expect(distributionsChart("a", await rowOf({ ours: [1], "go-1": [1] }))).toBeUndefined();
  });
});

describe("a chart of scale", () => {
  it("has a line for each subject through all numbers", async () => {
    const rows = await rowsOf({
      "raft/commits-7-nodes": { ours: [30, 30, 30] },
      "raft/commits-3-nodes": { ours: [10, 10, 10] },
    });
    expect(scalingChart("a", rows)?.description).toBe("commits: ours 10 ns at 3, 30 ns at 7.");
  });

  it("is not drawn of one number alone", async () => {
    const rows = await rowsOf({ "raft/commits-3-nodes": { ours: [10, 10, 10] } });
    expect(scalingChart("a", rows)).toBeUndefined();
  });
});

describe("a chart of complexity", () => {
  it("is not drawn of nothing", () => {
    expect(complexityChart("a", "Tokens", [], ({ tokens }) => tokens)).toBeUndefined();
  });
});

describe("every chart of the paper", async () => {
  const distribution = quantiles.map((share, i) => ({ share, value: i + 1 }));
  const material = await materialOf(
    {
      "channels/ping-pong": { "ours-generator": [1, 2, 3], "go-1": [100, 200, 300] },
      "channels/timer-latency": { "ours-generator": [1, 2, 3], "go-1": [1, 2, 3] },
      "raft/commits-3-nodes": { "csp-event-loop": [1, 2, 3] },
      "raft/commits-5-nodes": { "csp-event-loop": [1, 2, 3] },
    },
    { measured: { distribution } },
  );
  const charts: readonly (readonly [string, Chart])[] = chartsOf(paperOf(material)).map(
    (chart) => [chart.name, chart] as const,
  );

  it("is there", () => {
    const names = charts.map(([name]) => name);
    expect(names).toContain("timeline-election");
    expect(names).toContain("timeline-failover");
    expect(names).toContain("channels-ping-pong");
    expect(names).toContain("channels-timer-latency");
    expect(names).toContain("raft-scale-commits-3-nodes");
    expect(names).toContain("complexity-cognitive");
  });

  it.each(charts)("%s names colours of the palette and no others", (_, { svg }) => {
    const named = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour ?? "");
    const others = named.filter((colour) => !/^(none|currentColor)$/.test(colour));
    expect(others.length).toBeGreaterThan(0);
    for (const colour of others) {
      expect(Object.keys(PALETTE).map((name) => `var(--${name})`)).toContain(colour);
    }
  });

  it.each(charts)("%s can be read aloud, and stands alone", (_, chart) => {
    expect(chart.description.length).toBeGreaterThan(20);
    expect(chart.svg).toContain('role="img"');
    expect(chart.svg).not.toMatch(/NaN|undefined/);
    expect(standalone(chart)).toContain("prefers-color-scheme:dark");
  });
});
