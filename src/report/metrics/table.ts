/** The comparisons as a table for the terminal: one block for each, its rows stacked. */

import type { Comparison } from "./comparison.ts";
import type { FunctionMetrics, Totals } from "./measure.ts";

interface Column<T> {
  readonly heading: string;
  readonly figure: (of: T) => number;
}

const FILE_COLUMNS: readonly Column<Totals>[] = [
  { heading: "lines", figure: (of) => of.lines.physical },
  { heading: "source", figure: (of) => of.lines.source },
  { heading: "tokens", figure: (of) => of.tokens },
  { heading: "functions", figure: (of) => of.functions },
  { heading: "cyclomatic", figure: (of) => of.cyclomatic },
  { heading: "max", figure: (of) => of.cyclomaticMax },
  { heading: "cognitive", figure: (of) => of.cognitive },
  { heading: "max", figure: (of) => of.cognitiveMax },
  { heading: "nesting", figure: (of) => of.nesting },
];

const FUNCTION_COLUMNS: readonly Column<FunctionMetrics>[] = [
  { heading: "lines", figure: (of) => of.lines.physical },
  { heading: "source", figure: (of) => of.lines.source },
  { heading: "tokens", figure: (of) => of.tokens },
  { heading: "cyclomatic", figure: (of) => of.cyclomatic },
  { heading: "cognitive", figure: (of) => of.cognitive },
  { heading: "nesting", figure: (of) => of.nesting },
];

const LEGEND = [
  "lines: all lines; source: those with code; tokens: words and signs of the code.",
  "cyclomatic: functions + places where the flow forks; cognitive: SonarSource's; max: of a single",
  "function; nesting: deepest level of control flow and closures. Rules: src/report/metrics/README.md",
].join("\n");

/** A block for each comparison, and under the last what the columns mean. */
export function renderComparisons(comparisons: readonly Comparison[]): string {
  const blocks = comparisons.map(({ title, rows }) =>
    block(
      title,
      FILE_COLUMNS,
      rows.map(({ label, totals }) => ({ label, of: totals })),
    ),
  );
  return `${[...blocks, LEGEND].join("\n\n")}\n`;
}

/** A block for each file, with a row for each of its functions; nested ones are set in. */
export function renderFunctions(comparisons: readonly Comparison[]): string {
  // A file may stand in several comparisons; its functions are the same in each.
  const files = new Map(
    comparisons
      .flatMap(({ rows }) => rows.flatMap((row) => row.files))
      .map((file) => [file.path, file]),
  );
  const blocks = [...files.values()].map(({ path, functionList }) =>
    block(
      path,
      FUNCTION_COLUMNS,
      functionList.map((of) => ({
        label: `${of.nested ? "  " : ""}${of.name} (line ${of.line})`,
        of,
      })),
    ),
  );
  return `${[...blocks, LEGEND].join("\n\n")}\n`;
}

function block<T>(
  title: string,
  columns: readonly Column<T>[],
  rows: readonly { readonly label: string; readonly of: T }[],
): string {
  const cells = [
    ["", ...columns.map(({ heading }) => heading)],
    ...rows.map(({ label, of }) => [label, ...columns.map(({ figure }) => String(figure(of)))]),
  ];
  const widths = cells[0]?.map((_, place) =>
    Math.max(...cells.map((line) => (line[place] ?? "").length)),
  );
  const lines = cells.map((line) =>
    line
      .map((cell, place) => {
        const width = widths?.[place] ?? 0;
        return place === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  "),
  );
  return [title, ...lines.map((line) => `  ${line}`)].join("\n");
}
