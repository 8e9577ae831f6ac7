/**
 * Drawing: Observable Plot on a document of linkedom's, so that no browser is needed, to SVG text.
 *
 * Invariants:
 * - Colours are names of the palette, given by CSS, so that one drawing is right in light and in dark.
 * - Every drawing is WIDTH wide before it is scaled, with letters large enough to be read on a screen of
 *   400 pixels.
 * - Each says in words what it shows, for those who do not see it.
 */

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { colour, PALETTE_CSS } from "./palette.ts";

export const WIDTH = 440;

/** Pixels of a letter, before scaling. */
export const FONT_SIZE = 12;

export interface Chart {
  /** The name of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly description: string;
  /** As it stands in a page, which brings the palette. */
  readonly svg: string;
}

/** Draws, with what all charts have in common. */
export function draw(description: string, options: Plot.PlotOptions): string {
  const { document } = parseHTML("<html><body></body></html>");
  const svg = Plot.plot({
    document,
    width: WIDTH,
    style: { fontSize: `${FONT_SIZE}px` },
    ...options,
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", description);
  // The style that Plot brings names each drawing anew; the page has its own.
  svg.querySelector("style")?.remove();
  svg.setAttribute("class", "chart");
  return svg.outerHTML;
}

/** The same chart with a mark across its lower edge that it cannot be shown without. */
export function marked(chart: Chart, mark: string): Chart {
  const height = Number(/ height="([\d.]+)"/.exec(chart.svg)?.[1] ?? 0);
  const text =
    `<text x="${WIDTH - 4}" y="${height - 4}" text-anchor="end" font-weight="bold" ` +
    `fill="${colour("candidate")}">${mark}</text>`;
  return {
    ...chart,
    title: `${chart.title} (${mark})`,
    description: `${mark}: ${chart.description}`,
    svg: chart.svg.replace(/<\/svg>$/, `${text}</svg>`),
  };
}

/** The drawing as a file of its own, which brings its palette. */
export function standalone({ svg }: Chart): string {
  const style = `<style>${PALETTE_CSS}.chart{background:var(--paper);color:var(--ink)}</style>`;
  return `${svg.replace(/^(<svg[^>]*>)/, `$1${style}`)}\n`;
}
