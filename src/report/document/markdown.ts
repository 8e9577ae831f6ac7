/** A document as Markdown; charts are files beside it. */

import { anchorOf, type Block, type Document, type Listing, type Table } from "./document.ts";

/** The Markdown text; `chartFile` says where a chart stands, relative to it. */
export function toMarkdown(
  { title, byline, blocks }: Document,
  chartFile: (name: string) => string,
): string {
  const contents = blocks.flatMap((block) =>
    block.kind === "heading" && block.level === 2
      ? [`- [${block.text}](#${anchorOf(block.text)})`]
      : [],
  );
  const parts = [
    `# ${title}`,
    byline,
    contents.join("\n"),
    ...blocks.map((block) => markdownOf(block, chartFile)),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function markdownOf(block: Block, chartFile: (name: string) => string): string {
  switch (block.kind) {
    case "heading":
      return `${"#".repeat(block.level)} ${block.text}`;
    case "paragraph":
      return block.text;
    case "list":
      return block.items.map((item) => `- ${item}`).join("\n");
    case "notice":
      return `> **${block.text}**`;
    case "listing":
      return listingOf(block.listing);
    case "pair":
      return block.listings.map(listingOf).join("\n\n");
    case "table":
      return tableOf(block.table);
    case "charts": {
      const images = block.charts.map(
        ({ title, name, description }) =>
          `**${title}**\n\n![${alternative(description)}](${chartFile(name)})`,
      );
      return [...images, `*${block.caption}*`].join("\n\n");
    }
  }
}

function alternative(description: string): string {
  return description.replace(/[[\]\\]/g, "\\$&").replaceAll("\n", " ");
}

function listingOf({ title, language, source }: Listing): string {
  const fence = source.includes("```") ? "````" : "```";
  return `${title}\n\n${fence}${language}\n${source.trimEnd()}\n${fence}`;
}

function tableOf({ head, rows, caption, holds }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = line(head.map((_, i) => (i === 0 || holds === "words" ? "---" : "---:")));
  return [line(head), rule, ...rows.map(line)].join("\n") + `\n\n*${caption}*`;
}
