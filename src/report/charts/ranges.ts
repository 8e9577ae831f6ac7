/**
 * A row of the comparison: a line from the best to the worst round of each subject, a dot at its median,
 * the best above. On a scale of powers, since a peer may be a hundred times slower.
 */

import * as Plot from "@observablehq/plot";
import { amount, placeText } from "../results/amount.ts";
import type { Row, Subject, Summary } from "../results/result-set.ts";
import { type Chart, draw, FONT_SIZE, WIDTH } from "./draw.ts";
import { colour } from "./palette.ts";
import { colourOf, labelOf } from "./subjects.ts";

interface Bar {
  readonly label: string;
  readonly colour: string;
  readonly summary: Summary;
  readonly value: string;
}

/** Undefined where fewer than two subjects have a figure. */
export function rangesChart(name: string, row: Row): Chart | undefined {
  const bars = row.subjects.flatMap((subject) => barOf(subject, row));
  if (bars.length < 2) return undefined;
  const sign = row.better === "lower" ? 1 : -1;
  bars.sort((a, b) => sign * (a.summary.median - b.summary.median));
  const description = `${row.title}: ${bars.map(({ label, value }) => `${label} ${value}`).join(", ")}.`;
  const svg = draw(description, {
    height: 40 + 22 * bars.length,
    marginLeft: leftMargin(bars),
    marginRight: 62,
    marginTop: 6,
    marginBottom: 30,
    x: {
      ...scaleOf(bars),
      grid: true,
      label: null,
      tickFormat: (value: number) => amount(value, row.unit),
    },
    y: { domain: bars.map(({ label }) => label), label: null, tickSize: 0 },
    marks: [
      Plot.ruleY(bars, {
        y: "label",
        x1: (bar: Bar) => bar.summary.min,
        x2: (bar: Bar) => bar.summary.max,
        stroke: "colour",
        strokeWidth: 5,
        strokeOpacity: 0.35,
        strokeLinecap: "round",
      }),
      Plot.dot(bars, {
        y: "label",
        x: (bar: Bar) => bar.summary.median,
        fill: "colour",
        r: 4,
      }),
      Plot.text(bars, {
        y: "label",
        text: "value",
        frameAnchor: "right",
        textAnchor: "start",
        dx: 6,
        fill: colour("faint"),
      }),
    ],
  });
  return { name, title: row.title, description, svg };
}

function barOf(subject: Subject, { unit }: Row): Bar[] {
  const { summary } = subject;
  if (summary === undefined) return [];
  const label = `${labelOf(subject)}  ${placeText(summary.place)}`;
  const value = amount(summary.median, unit);
  return [{ label, colour: colourOf(subject), summary, value }];
}

/** Powers where the figures differ much, and nothing is zero; from zero otherwise. */
function scaleOf(bars: readonly Bar[]): Plot.ScaleOptions {
  const [least, most] = [
    Math.min(...bars.map(({ summary }) => summary.min)),
    Math.max(...bars.map(({ summary }) => summary.max)),
  ];
  if (least > 0 && most / least > 8) return powers(least, most);
  return { type: "linear", ticks: 4, domain: [Math.min(0, least), most], nice: true };
}

/** A scale of powers of ten, with a line at each power. */
export function powers(least: number, most: number): Plot.ScaleOptions {
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const all = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  const every = Math.ceil(all.length / 5);
  return {
    type: "log",
    domain: [all[0], all.at(-1)],
    ticks: all.filter((_, i) => i % every === 0),
  };
}

/** Room for the longest label; letters are about so wide as half they are high. */
export function leftMargin(bars: readonly { readonly label: string }[]): number {
  const longest = Math.max(...bars.map(({ label }) => label.length));
  return Math.min(WIDTH / 2, 14 + longest * FONT_SIZE * 0.58);
}
