/**
 * The result set as tables for the terminal. A suite of few subjects has a column for each; one of many
 * shows ours, each language, and the best of the other libraries.
 *
 * Invariant: a figure whose rank is not certain has a range of places, and none stands without its unit.
 */

import { amount, placeText } from "../../report/results/amount.ts";
import type { ResultSet, Row, Subject, Suite } from "../../report/results/result-set.ts";

/** More columns than this do not fit beside each other. */
const FEW = 6;

/** All suites, a table each. */
export function renderTables({ suites, effort }: ResultSet): string {
  const ranked = effort !== "quick";
  return suites.map((suite) => renderSuite(suite, ranked)).join("\n\n");
}

function renderSuite({ title, rows }: Suite, ranked: boolean): string {
  const names = new Map(
    rows.flatMap(({ subjects }) => subjects.map((each) => [each.name, each.title] as const)),
  );
  const columns =
    names.size <= FEW
      ? [...names].map(([name, heading]) => ({ heading, cell: cellOf(name, ranked) }))
      : groupColumns(rows, ranked);
  const lines = [
    ["", ...columns.map(({ heading }) => heading)],
    ...rows.map((row) => [row.title, ...columns.map(({ cell }) => cell(row))]),
  ];
  return [title, ...aligned(lines)].join("\n");
}

interface Column {
  readonly heading: string;
  readonly cell: (row: Row) => string;
}

function groupColumns(rows: readonly Row[], ranked: boolean): readonly Column[] {
  const languages = new Map(
    rows.flatMap(({ subjects }) =>
      subjects
        .filter(({ side }) => side === "language")
        .map(({ name, title }) => [name, title] as const),
    ),
  );
  return [
    ...ourColumns(rows, ranked),
    ...[...languages].map(([name, heading]) => ({
      heading: heading.replace(/, threading \+ queue$/, ""),
      cell: cellOf(name, ranked),
    })),
    { heading: "best other library", cell: bestOf("library", ranked) },
  ];
}

/** Where our two idioms stand beside each other, each is shown; elsewhere the best of ours. */
function ourColumns(rows: readonly Row[], ranked: boolean): readonly Column[] {
  const ours = rows.flatMap(({ subjects }) => subjects.filter(({ side }) => side === "ours"));
  if (new Set(ours.map(({ idiom }) => idiom)).size < 2) {
    return [{ heading: "goroutine-kit, best", cell: bestOf("ours", ranked) }];
  }
  const titles = new Map(ours.map(({ name, title }) => [name, title] as const));
  return [...titles].map(([name, heading]) => ({ heading, cell: cellOf(name, ranked) }));
}

function cellOf(name: string, ranked: boolean): Column["cell"] {
  return (row) => {
    const subject = row.subjects.find((each) => each.name === name);
    return subject === undefined ? "" : figure(row, subject, ranked);
  };
}

function bestOf(side: Subject["side"], ranked: boolean): Column["cell"] {
  return (row) => {
    const sign = row.better === "lower" ? 1 : -1;
    const [best] = row.subjects
      .filter((subject) => subject.side === side && subject.summary !== undefined)
      .sort((a, b) => sign * ((a.summary?.median ?? 0) - (b.summary?.median ?? 0)));
    if (best === undefined) return "";
    if (!ranked) return figure(row, best, ranked);
    return `${figure(row, best, ranked)} ${best.title.replace(/^goroutine-kit, /, "")}`;
  };
}

function figure({ unit }: Row, { outcome, summary }: Subject, ranked: boolean): string {
  if (summary === undefined) {
    return outcome.kind === "failed" ? "FAILED" : outcome.kind === "cannot" ? "-" : outcome.kind;
  }
  // A figure of a quick run would be taken for a speed.
  if (!ranked) return "right";
  const mark = outcome.note === "" ? "" : "*";
  return `${amount(summary.median, unit)}${mark} (${placeText(summary.place)})`;
}

/** Lines in columns, all leaning left. */
function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = lines[0]?.map((_, at) =>
    Math.max(...lines.map((line) => (line[at] ?? "").length)),
  );
  return lines.map((line) =>
    `  ${line.map((cell, at) => cell.padEnd(widths?.[at] ?? 0)).join("  ")}`.trimEnd(),
  );
}

/** Every failure in a line; what is wrong must not hide among figures. */
export function renderFailures({ suites }: ResultSet): string[] {
  return suites.flatMap(({ rows }) =>
    rows.flatMap(({ title, subjects }) =>
      subjects
        .filter(({ outcome }) => outcome.kind === "failed")
        .map((subject) => `FAILED ${title}, ${subject.title}: ${subject.outcome.note}`),
    ),
  );
}

/** What a figure with a star did less of than the others, a line each. */
export function renderNotes({ suites }: ResultSet): string[] {
  const notes = suites.flatMap(({ rows }) =>
    rows.flatMap(({ subjects }) =>
      subjects
        .filter(({ outcome }) => outcome.kind === "measured" && outcome.note !== "")
        .map(({ title, outcome }) => `* ${title}: ${outcome.note}`),
    ),
  );
  return [...new Set(notes)];
}

/** What was not there to compare with, in a line; empty where all was. */
export function renderMissing({ suites }: ResultSet): string {
  const missing = suites.flatMap(({ rows }) =>
    rows.flatMap(({ subjects }) =>
      subjects
        .filter(({ outcome }) => outcome.kind === "not installed")
        .map(({ outcome }) => outcome.note),
    ),
  );
  return missing.length === 0 ? "" : `not installed here: ${[...new Set(missing)].join(", ")}`;
}
