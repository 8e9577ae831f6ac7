/**
 * Latency as what it is, a distribution: for each subject a thin line over 90 % of all waits, a thick one over
 * their middle half, a dot at the median, and a tick at the 99th percentile.
 */

import * as Plot from "@observablehq/plot";
import { amount } from "../results/amount.ts";
import type { Quantile, Row } from "../results/result-set.ts";
import { type Chart, draw } from "./draw.ts";
import { leftMargin, powers } from "./ranges.ts";
import { colourOf, labelOf } from "./subjects.ts";

interface Box {
  readonly label: string;
  readonly colour: string;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly p99: number;
}

/** A wait shorter than this is shown as this: a scale of powers has no zero. */
const SHORTEST = 1e-3;

/** Undefined where fewer than two subjects have a distribution. */
export function distributionsChart(name: string, row: Row): Chart | undefined {
  const boxes = row.subjects.flatMap((subject): Box[] => {
    const { distribution } = subject.outcome;
    if (distribution.length === 0) return [];
    const at = (share: number) => Math.max(SHORTEST, quantileAt(distribution, share));
    return [
      {
        label: labelOf(subject),
        colour: colourOf(subject),
        p5: at(0.05),
        p25: at(0.25),
        p50: at(0.5),
        p75: at(0.75),
        p95: at(0.95),
        p99: at(0.99),
      },
    ];
  });
  if (boxes.length < 2) return undefined;
  boxes.sort((a, b) => a.p99 - b.p99);
  const description = `${row.title}, median and 99th percentile: ${boxes
    .map(({ label, p50, p99 }) => `${label} ${amount(p50, row.unit)} and ${amount(p99, row.unit)}`)
    .join(", ")}.`;
  const svg = draw(description, {
    height: 40 + 22 * boxes.length,
    marginLeft: leftMargin(boxes),
    marginRight: 16,
    marginTop: 6,
    marginBottom: 30,
    x: {
      ...powers(Math.min(...boxes.map(({ p5 }) => p5)), Math.max(...boxes.map(({ p99 }) => p99))),
      grid: true,
      label: null,
      tickFormat: (value: number) => amount(value, row.unit),
    },
    y: { domain: boxes.map(({ label }) => label), label: null, tickSize: 0 },
    marks: [
      Plot.ruleY(boxes, { y: "label", x1: "p5", x2: "p95", stroke: "colour", strokeWidth: 1.5 }),
      Plot.ruleY(boxes, {
        y: "label",
        x1: "p25",
        x2: "p75",
        stroke: "colour",
        strokeWidth: 7,
        strokeOpacity: 0.45,
      }),
      Plot.dot(boxes, { y: "label", x: "p50", fill: "colour", r: 3.5 }),
      Plot.tickX(boxes, { y: "label", x: "p99", stroke: "colour", strokeWidth: 2, inset: 3 }),
    ],
  });
  return { name, title: row.title, description, svg };
}

/** Between neighbours by linear interpolation. */
function quantileAt(distribution: readonly Quantile[], share: number): number {
  const sorted = [...distribution].sort((a, b) => a.share - b.share);
  const above = sorted.find((each) => each.share >= share) ?? sorted.at(-1);
  const below = sorted.findLast((each) => each.share <= share) ?? sorted[0];
  if (above === undefined || below === undefined) return Number.NaN;
  if (above.share === below.share) return below.value;
  const part = (share - below.share) / (above.share - below.share);
  return below.value + part * (above.value - below.value);
}
