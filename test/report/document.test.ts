// One document, two forms of it; what comes from data is text in both.

import { describe, expect, it } from "vitest";
import {
  type Block,
  escaped,
  heading,
  list,
  listing,
  notice,
  pair,
  paragraph,
  table,
} from "../../src/report/document/document.ts";
import { toHtml } from "../../src/report/document/html.ts";
import { toMarkdown } from "../../src/report/document/markdown.ts";

const documentOf = (...blocks: readonly Block[]) => ({ title: "A title", byline: "by", blocks });
const html = (...blocks: readonly Block[]) => toHtml(documentOf(...blocks));
const markdown = (...blocks: readonly Block[]) =>
  toMarkdown(documentOf(...blocks), (name) => `charts/${name}.svg`);

const evil = `<img src=x onerror="alert(1)"> & [a](b) *c* \`d\` |`;
const source = { title: "`a.ts`", language: "typescript", source: "const a = 1 < 2;" } as const;

describe("a page", () => {
  it("lists its chapters, with links that lead to them", () => {
    const page = html(heading(2, "The raft cluster"), paragraph("x"));
    expect(page).toContain('<a href="#the-raft-cluster">The raft cluster</a>');
    expect(page).toContain('<h2 id="the-raft-cluster">');
    expect(markdown(heading(2, "The raft cluster"))).toContain(
      "- [The raft cluster](#the-raft-cluster)",
    );
  });

  it("marks up a line, in both forms", () => {
    expect(html(paragraph("a `b` *c*"))).toContain("<p>a <code>b</code> <em>c</em></p>");
    expect(markdown(paragraph("a `b` *c*"))).toContain("a `b` *c*");
  });

  it.each<readonly [string, Block]>([
    ["a paragraph", paragraph(escaped(evil))],
    ["a list", list(escaped(evil))],
    ["a notice", notice(escaped(evil))],
    ["a table", table("c", "words", ["h"], [[escaped(evil)]])],
  ])("shows data in %s as it is", (_, block) => {
    const page = html(block);
    expect(page).not.toContain("<img");
    expect(page).not.toContain('href="b"');
    expect(page).toContain("&lt;img src=x onerror=");
    expect(page).toContain("*c* `d` |");
  });

  it("takes raw markup for text even where it was not escaped", () => {
    expect(html(paragraph("a <script>b</script>"))).not.toContain("<script>");
    expect(html(listing({ ...source, source: "</code><script>" }))).not.toContain("<script>");
  });

  it("sets listings in colour, beside each other, and reaches them by the keyboard", () => {
    const page = html(pair(source, { ...source, language: "go" }));
    expect(page).toContain('<div class="pair">');
    expect(page).toContain('<span class="hljs-keyword">const</span>');
    expect(page).toContain('<pre tabindex="0">');
    expect(markdown(pair(source, source))).toContain("```typescript\nconst a = 1 < 2;\n```");
  });

  it("leans figures to the right and words to the left", () => {
    const rows = [["a", "b"]];
    expect(markdown(table("c", "figures", ["x", "y"], rows))).toContain("| --- | ---: |");
    expect(markdown(table("c", "words", ["x", "y"], rows))).toContain("| --- | --- |");
  });

  it("needs nothing but itself", () => {
    const page = html(heading(2, "One"), paragraph("x"), listing(source));
    expect(page).not.toMatch(/<script|<link [^>]*href="(?!data:)|@import|url\(|src=/);
  });
});
