/**
 * Sources that stand beside each other, measured. This is what the command prints, what `--json`
 * writes and what the paper is filled in from.
 */

import { readFile } from "node:fs/promises";
import { type FileMetrics, type Measurer, type Totals, totalsOf } from "./measure.ts";
import { IDIOM_LABELS, type SourceGroup } from "./sources.ts";

interface MeasuredRow {
  readonly label: string;
  readonly totals: Totals;
  readonly files: readonly FileMetrics[];
}

export interface Comparison {
  readonly kind: SourceGroup["kind"] | "allExamples";
  readonly title: string;
  readonly rows: readonly MeasuredRow[];
}

/**
 * Measures each group; the files are read here.
 *
 * @throws {SourceSyntaxError} at the first file that its grammar does not accept.
 */
export async function compare(
  groups: readonly SourceGroup[],
  measurer: Measurer,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const { kind, title, rows } of groups) {
    const measured: MeasuredRow[] = [];
    for (const { label, paths } of rows) {
      const files: FileMetrics[] = [];
      for (const path of paths) files.push(measurer.measure(path, await readFile(path, "utf8")));
      measured.push({ label, totals: totalsOf(files), files });
    }
    comparisons.push({ kind, title, rows: measured });
  }
  return comparisons;
}

/**
 * The examples taken together, a row for each idiom. Only an example that is written in every
 * idiom counts: a sum over more programs in one idiom than in another would compare nothing.
 * Undefined where fewer than two are complete.
 */
export function allExamples(comparisons: readonly Comparison[]): Comparison | undefined {
  const complete = comparisons.filter(
    ({ kind, rows }) => kind === "example" && rows.length === IDIOM_LABELS.length,
  );
  if (complete.length < 2) return undefined;
  const rows = IDIOM_LABELS.map((label) => {
    const files = complete.flatMap(({ rows }) =>
      rows.filter((row) => row.label === label).flatMap((row) => row.files),
    );
    return { label, totals: totalsOf(files), files };
  });
  return { kind: "allExamples", title: `all ${complete.length} complete examples`, rows };
}
