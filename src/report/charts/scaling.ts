/**
 * How figures change with a number of nodes, clients or workers: a line a subject through its medians, in a
 * band from its best to its worst round.
 */

import * as Plot from "@observablehq/plot";
import { amount } from "../results/amount.ts";
import type { Row, Subject } from "../results/result-set.ts";
import { type Chart, draw } from "./draw.ts";
import { colour } from "./palette.ts";
import { colourOf, labelOf } from "./subjects.ts";

interface Point {
  readonly at: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly label: string;
  readonly colour: string;
  readonly dash: string;
}

/** The rows of one series. Undefined where no subject has a figure at two numbers. */
export function scalingChart(name: string, rows: readonly Row[]): Chart | undefined {
  const [first] = rows;
  if (first?.scale === undefined) return undefined;
  const { series, axis } = first.scale;
  const points = rows.flatMap((row) => row.subjects.flatMap((subject) => pointOf(row, subject)));
  const lines = grouped(points);
  if (![...lines.values()].some((line) => line.length > 1)) return undefined;
  const ends = [...lines.values()].flatMap((line) => line.slice(-1));
  const description = `${series}: ${[...lines]
    .map(
      ([label, line]) =>
        `${label} ${line.map((p) => `${amount(p.median, first.unit)} at ${p.at}`).join(", ")}`,
    )
    .join("; ")}.`;
  const svg = draw(description, {
    height: 300,
    marginLeft: 58,
    marginRight: 16,
    marginBottom: 38,
    marginTop: 14 + 16 * ends.length,
    x: {
      type: "point",
      domain: [...new Set(points.map(({ at }) => at))].sort((a, b) => a - b),
      label: axis,
    },
    y: {
      grid: true,
      ticks: 5,
      zero: true,
      label: null,
      tickFormat: (value: number) => amount(value, first.unit),
    },
    marks: [
      Plot.areaY(points, {
        x: "at",
        y1: "min",
        y2: "max",
        z: "label",
        fill: "colour",
        fillOpacity: 0.15,
      }),
      ...["none", "5 4"].map((dash) =>
        Plot.lineY(
          points.filter((point) => point.dash === dash),
          {
            x: "at",
            y: "median",
            z: "label",
            stroke: "colour",
            strokeWidth: 2,
            strokeDasharray: dash,
          },
        ),
      ),
      Plot.dot(points, { x: "at", y: "median", fill: "colour", r: 3 }),
      ...legend(ends),
    ],
  });
  return { name, title: series, description, svg };
}

function pointOf({ scale }: Row, subject: Subject): Point[] {
  const { summary } = subject;
  if (summary === undefined || scale === undefined) return [];
  const { median, min, max } = summary;
  const dash = subject.substrate === "worker threads" ? "5 4" : "none";
  return [
    { at: scale.at, median, min, max, label: labelOf(subject), colour: colourOf(subject), dash },
  ];
}

function grouped(points: readonly Point[]): ReadonlyMap<string, Point[]> {
  const lines = new Map<string, Point[]>();
  for (const point of points) {
    lines.set(point.label, [...(lines.get(point.label) ?? []), point]);
  }
  for (const line of lines.values()) line.sort((a, b) => a.at - b.at);
  return lines;
}

/** A line for each subject above the drawing, in its colour and dash. */
function legend(ends: readonly Point[]): Plot.Markish[] {
  return ends.flatMap((point, i) => {
    const dy = -12 - 16 * (ends.length - 1 - i);
    return [
      Plot.text([point], {
        frameAnchor: "top-left",
        textAnchor: "start",
        dx: 30,
        dy,
        text: "label",
        lineAnchor: "middle",
        fill: colour("ink"),
      }),
      Plot.text([point], {
        frameAnchor: "top-left",
        textAnchor: "start",
        dx: 2,
        dy,
        text: () => (point.dash === "none" ? "━━" : "╍╍"),
        lineAnchor: "middle",
        fill: "colour",
      }),
    ];
  });
}
