/**
 * A document as one HTML page that needs nothing else: style and drawings stand in it, there is no script,
 * and it asks no server for anything.
 *
 * Invariant: what comes from data is escaped; only the drawings, which are made here, go in as they are.
 */

import { Marked } from "marked";
import type { Chart } from "../charts/draw.ts";
import { anchorOf, type Block, type Document, type Listing, type Table } from "./document.ts";
import { highlighted } from "./highlight.ts";
import { PAGE_CSS } from "./style.ts";

/** Marks up a line; raw HTML in it is text. */
const inline = new Marked({ gfm: true, renderer: { html: ({ text }) => escapeHtml(text) } });

export function toHtml({ title, byline, blocks }: Document): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${PAGE_CSS}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><p>${line(byline)}</p></header>
${contentsOf(blocks)}
<main>
${blocks.map(htmlOf).join("\n")}
</main>
</body>
</html>
`;
}

function contentsOf(blocks: readonly Block[]): string {
  const items = blocks.flatMap((block) =>
    block.kind === "heading" && block.level === 2
      ? [`<li><a href="#${anchorOf(block.text)}">${line(block.text)}</a></li>`]
      : [],
  );
  return `<nav aria-label="Contents"><ol>${items.join("")}</ol></nav>`;
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case "heading": {
      const { level, text } = block;
      return `<h${level} id="${anchorOf(text)}">${line(text)}</h${level}>`;
    }
    case "paragraph":
      return `<p>${line(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${line(item)}</li>`).join("")}</ul>`;
    case "notice":
      return `<p class="notice" role="note">${line(block.text)}</p>`;
    case "listing":
      return listingOf(block.listing);
    case "pair":
      return `<div class="pair">${block.listings.map(listingOf).join("")}</div>`;
    case "table":
      return tableOf(block.table);
    case "charts":
      return `<figure><div class="charts">${block.charts.map(chartOf).join("")}</div><figcaption>${line(block.caption)}</figcaption></figure>`;
  }
}

function listingOf({ title, language, source }: Listing): string {
  // A listing that is wider than its place is scrolled, and so must be reached by the keyboard.
  return `<div class="listing"><p>${line(title)}</p><pre tabindex="0"><code>${highlighted(source.trimEnd(), language)}</code></pre></div>`;
}

function tableOf({ head, rows, caption, holds }: Table): string {
  const cells = (tag: "td" | "th", of: readonly string[]) =>
    of.map((cell) => `<${tag}>${line(cell)}</${tag}>`).join("");
  const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("");
  return `<div class="table" tabindex="0"><table class="${holds}"><caption>${line(caption)}</caption><thead><tr>${cells("th", head)}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function chartOf({ title, svg }: Chart): string {
  return `<div class="drawing"><p>${escapeHtml(title)}</p>${svg}</div>`;
}

function line(text: string): string {
  return inline.parseInline(text, { async: false });
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
