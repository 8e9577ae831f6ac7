/**
 * What a page is made of. One document is written as Markdown and as HTML; neither knows the other.
 *
 * Invariant: text holds Markdown of a line (code, emphasis, links) and nothing else; what a reader may not
 * take for markup, such as figures and names from data, comes through `escaped`.
 */

import type { Chart } from "../charts/draw.ts";

export type Language = "typescript" | "go" | "python" | "text";

export interface Listing {
  /** What stands above it, such as the file it is taken from. */
  readonly title: string;
  readonly language: Language;
  readonly source: string;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly caption: string;
  readonly holds: "figures" | "words";
}

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** What must not be overlooked, such as that the figures rank nothing. */
  | { readonly kind: "notice"; readonly text: string }
  | { readonly kind: "listing"; readonly listing: Listing }
  /** Beside each other where there is room. */
  | { readonly kind: "pair"; readonly listings: readonly [Listing, Listing] }
  | { readonly kind: "table"; readonly table: Table }
  /** Beside each other where there is room. */
  | { readonly kind: "charts"; readonly charts: readonly Chart[]; readonly caption: string };

export interface Document {
  readonly title: string;
  readonly byline: string;
  readonly blocks: readonly Block[];
}

export const heading = (level: 1 | 2 | 3, text: string): Block => ({
  kind: "heading",
  level,
  text,
});
export const paragraph = (text: string): Block => ({ kind: "paragraph", text });
export const list = (...items: readonly string[]): Block => ({ kind: "list", items });
export const notice = (text: string): Block => ({ kind: "notice", text });
/** Figures lean right, words lean left. */
export const table = (
  caption: string,
  holds: Table["holds"],
  head: readonly string[],
  rows: Table["rows"],
): Block => ({ kind: "table", table: { caption, holds, head, rows } });
export const listing = (of: Listing): Block => ({ kind: "listing", listing: of });
export const pair = (left: Listing, right: Listing): Block => ({
  kind: "pair",
  listings: [left, right],
});

/** Charts under one caption; nothing where there is none to show. */
export function charts(caption: string, drawn: readonly (Chart | undefined)[]): readonly Block[] {
  const there = drawn.filter((chart) => chart !== undefined);
  return there.length === 0 ? [] : [{ kind: "charts", charts: there, caption }];
}

/** Text as it is, whatever it holds. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>&|]/g, (sign) => `\\${sign}`);
}

/** The charts of a document, each once. */
export function chartsOf({ blocks }: Document): readonly Chart[] {
  const all = blocks.flatMap((block) => (block.kind === "charts" ? block.charts : []));
  return [...new Map(all.map((chart) => [chart.name, chart])).values()];
}

/** What links to a heading in both forms of the page. */
export function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} -]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}
