/**
 * The programs in a Markdown page: each `ts` block, with the `text` block that follows it as what the
 * program prints. `status=2` and `stream=stderr` on a text block say what else is expected.
 */

export interface Snippet {
  /** Where its first line stands in the page, from 1. */
  readonly line: number;
  readonly source: string;
  /** What it prints; undefined where the page does not say. */
  readonly output: string | undefined;
  readonly status: number;
  readonly stream: "stdout" | "stderr";
}

interface Block {
  readonly line: number;
  readonly language: string;
  readonly info: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  const fenced = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;
  for (const match of page.matchAll(fenced)) {
    const [, language = "", info = "", text = ""] = match;
    const line = page.slice(0, match.index).split("\n").length + 1;
    blocks.push({ line, language, info, text });
  }
  return blocks;
}

/** The programs in `page`, in order. */
export function snippetsOf(page: string): Snippet[] {
  const blocks = blocksOf(page);
  return blocks.flatMap((block, i) => {
    if (block.language !== "ts") return [];
    const next = blocks[i + 1];
    const shown = next?.language === "text" ? next : undefined;
    const status = Number(/status=(\d+)/.exec(shown?.info ?? "")?.[1] ?? 0);
    const stream = shown?.info.includes("stream=stderr") ? "stderr" : "stdout";
    return [{ line: block.line, source: block.text, output: shown?.text, status, stream } as const];
  });
}
