/**
 * Two idioms side by side, file by file: one to the left, the other to the right, by a metric of their code.
 */

import * as Plot from "@observablehq/plot";
import type { Totals } from "../metrics/measure.ts";
import { type Chart, draw } from "./draw.ts";
import { colour } from "./palette.ts";
import { leftMargin } from "./ranges.ts";

export interface Pair {
  /** What both do, such as the name of their files. */
  readonly label: string;
  /** The Go idiom. */
  readonly go: Totals;
  readonly threads: Totals;
}

interface Side {
  readonly idiom: "go" | "threads";
  readonly label: string;
  readonly value: number;
  readonly shown: number;
  readonly colour: string;
}

/** Undefined where there is no pair. */
export function complexityChart(
  name: string,
  title: string,
  pairs: readonly Pair[],
  metric: (totals: Totals) => number,
): Chart | undefined {
  const some = pairs.filter(({ go, threads }) => metric(go) + metric(threads) > 0);
  if (some.length === 0) return undefined;
  const sorted = some.sort(
    (a, b) => metric(b.go) + metric(b.threads) - metric(a.go) - metric(a.threads),
  );
  const sides = sorted.flatMap(({ label, go, threads }): Side[] => [
    { idiom: "go", label, value: metric(go), shown: -metric(go), colour: colour("go") },
    {
      idiom: "threads",
      label,
      value: metric(threads),
      shown: metric(threads),
      colour: colour("threads"),
    },
  ]);
  const most = Math.max(1, ...sides.map(({ value }) => value));
  const description = `${title}, goroutines and threads: ${sorted
    .map(({ label, go, threads }) => `${label} ${metric(go)} and ${metric(threads)}`)
    .join(", ")}.`;
  const svg = draw(description, {
    height: 50 + 22 * sorted.length,
    marginLeft: leftMargin(sorted),
    marginRight: 12,
    marginTop: 26,
    marginBottom: 20,
    x: {
      domain: [-most * 1.25, most * 1.25],
      ticks: [],
      label: null,
    },
    y: { domain: sorted.map(({ label }) => label), label: null, tickSize: 0 },
    marks: [
      Plot.barX(sides, { y: "label", x: "shown", fill: "colour", insetTop: 3, insetBottom: 3 }),
      Plot.ruleX([0], { stroke: colour("ink") }),
      ...(["go", "threads"] as const).map((idiom) =>
        Plot.text(
          sides.filter((side) => side.idiom === idiom),
          {
            y: "label",
            x: "shown",
            text: "value",
            textAnchor: idiom === "go" ? "end" : "start",
            dx: idiom === "go" ? -4 : 4,
            fill: colour("faint"),
          },
        ),
      ),
      Plot.text(["goroutines"], {
        frameAnchor: "top-left",
        textAnchor: "start",
        dy: -14,
        fill: colour("go"),
        fontWeight: "bold",
      }),
      Plot.text(["threads"], {
        frameAnchor: "top-right",
        textAnchor: "end",
        dy: -14,
        fill: colour("threads"),
        fontWeight: "bold",
      }),
    ],
  });
  return { name, title, description, svg };
}
