/**
 * Writes the report of a run into a folder: the figures as they were found, the charts, and the paper in both
 * its forms. All of it can be read without a network.
 *
 * Invariant: a chart of a run before, which this run has not, is not left behind.
 */

import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { standalone } from "./charts/draw.ts";
import { chartsOf } from "./document/document.ts";
import { toHtml } from "./document/html.ts";
import { toMarkdown } from "./document/markdown.ts";
import type { Material } from "./material.ts";
import { paperOf } from "./paper/paper.ts";

export interface WrittenReport {
  readonly charts: number;
}

/** `found` is the JSON of the run, as it is to be kept. */
export async function writeReport(
  folder: string,
  material: Material,
  found: unknown,
): Promise<WrittenReport> {
  const paper = paperOf(material);
  const charts = chartsOf(paper);
  const chartFolder = join(folder, "charts");
  await rm(chartFolder, { recursive: true, force: true });
  await mkdir(chartFolder, { recursive: true });
  await writeFile(join(folder, "results.json"), `${JSON.stringify(found, null, 2)}\n`);
  for (const chart of charts) {
    await writeFile(join(chartFolder, `${chart.name}.svg`), standalone(chart));
  }
  await writeFile(join(folder, "paper.html"), toHtml(paper));
  await writeFile(
    join(folder, "paper.md"),
    toMarkdown(paper, (name) => `charts/${name}.svg`),
  );
  return { charts: charts.length };
}
