/**
 * Texts beside each other: as many columns as the width has room for, and the rest below them.
 *
 * Invariants:
 * - No line takes more cells than the width, unless the width is less than the smallest column's.
 * - Columns of one row are of one width, and their sections begin on the same line.
 */

import { cellsOf, expandTabs, padToCells } from "./cells.ts";
import { wrapLine } from "./wrap.ts";

/** One part of a panel, below a rule that bears its label. */
export interface Section {
  readonly label: string;
  readonly text: string;
}

/** What stands in one column, from top to bottom. All panels have the same number of sections. */
export type Panel = readonly Section[];

/** How labels and rules are shown; they take the same cells as without. */
export interface Paint {
  readonly label: (text: string) => string;
  readonly rule: (text: string) => string;
}

/** Shows all as it is. */
export const PLAIN: Paint = { label: (text) => text, rule: (text) => text };

/** A narrower column breaks more lines of an example than it helps to see beside each other. */
const SMALLEST_COLUMN = 44;
const GAP = 3;
const TAB_STOP = 4;

/** How many columns are shown beside each other: all, a half, or one. Rows are then of equal length. */
function columnsFor(panels: number, width: number): number {
  for (let rows = 1; rows < panels; rows++) {
    const columns = panels / rows;
    if (Number.isInteger(columns) && columns * (SMALLEST_COLUMN + GAP) - GAP <= width) {
      return columns;
    }
  }
  return 1;
}

/** The panels beside each other in `width` cells, each line ended by a newline. */
export function renderPanels(panels: readonly Panel[], width: number, paint: Paint): string {
  const columns = columnsFor(panels.length, width);
  const cells = Math.max(1, Math.floor((width - GAP * (columns - 1)) / columns));
  const rows: string[] = [];
  for (let first = 0; first < panels.length; first += columns) {
    rows.push(renderRow(panels.slice(first, first + columns), cells, paint));
  }
  return rows.join("\n");
}

function renderRow(panels: readonly Panel[], cells: number, paint: Paint): string {
  const [first = []] = panels;
  return first
    .map((_, at) => {
      const beside = panels.flatMap((panel) => panel[at] ?? []);
      const crossing = paint.rule(at === 0 ? "─┬─" : "─┼─");
      const labels = beside.map(({ label }) => rule(label, cells, paint)).join(crossing);
      return `${labels}\n${renderTexts(beside, cells, paint)}`;
    })
    .join("");
}

function renderTexts(beside: readonly Section[], cells: number, paint: Paint): string {
  const columns = beside.map(({ text }) => linesOf(text, cells));
  const height = Math.max(...columns.map((lines) => lines.length));
  let text = "";
  for (let at = 0; at < height; at++) {
    const line = columns.map((lines) => padToCells(lines[at] ?? "", cells));
    text += `${line.join(paint.rule(" │ ")).trimEnd()}\n`;
  }
  return text;
}

function rule(label: string, cells: number, paint: Paint): string {
  const [short = ""] = wrapLine(label, Math.max(1, cells - 4), "");
  const rest = "─".repeat(Math.max(0, cells - cellsOf(short) - 3));
  return `${paint.rule("─")} ${paint.label(short)} ${paint.rule(rest)}`;
}

function linesOf(text: string, cells: number): string[] {
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const expanded = expandTabs(line, TAB_STOP);
      return wrapLine(expanded, cells, marginOf(expanded));
    });
}

/** What the pieces of a broken line begin with: the mark of a comment, else four spaces more than it. */
function marginOf(line: string): string {
  const [comment] = /^ *(?:\/\/|#) /.exec(line) ?? [];
  const [spaces = ""] = /^ */.exec(line) ?? [];
  return comment ?? `${spaces}    `;
}
