// The paper as a whole, of runs that never were and of the sources as they are.

import { describe, expect, it } from "vitest";
import { chartsOf, type Document } from "../../../src/report/document/document.ts";
import { toMarkdown } from "../../../src/report/document/markdown.ts";
import { paperOf } from "../../../src/report/paper/paper.ts";
import { type Found, materialOf, type RunOptions, resultsOf } from "../run.ts";

const real = await materialOf({});

async function paper(found: Found, options: RunOptions = {}): Promise<Document> {
  return paperOf({ ...real, results: await resultsOf(found, options) });
}

function textOf(document: Document): string {
  return toMarkdown(document, (name) => `charts/${name}.svg`);
}

const figures: Found = {
  "channels/ping-pong": { "ours-generator": [100, 101, 102], "go-1": [200, 201, 202] },
  "channels/memory": { "ours-generator": [500, 500, 500], "go-1": [2_000, 2_000, 2_000] },
};

describe("the paper", () => {
  it("has the chapters of the paper that it finishes, none of them empty", async () => {
    const document = await paper(figures);
    const chapters = document.blocks.flatMap((block) =>
      block.kind === "heading" && block.level === 2 ? [block.text] : [],
    );
    expect(chapters).toEqual([
      "Motivation",
      "The raft cluster",
      "Parallel processing",
      "The raft cluster implemented",
      "Conclusion",
      "How it was measured",
      "Sources",
    ]);
    for (const [i, block] of document.blocks.entries()) {
      const next = document.blocks[i + 1];
      if (block.kind !== "heading") continue;
      const deeper = next?.kind === "heading" && next.level > block.level;
      expect(deeper || (next !== undefined && next.kind !== "heading"), block.text).toBe(true);
    }
  });

  it("is written for a run that found nothing, and claims no figure then", async () => {
    const document = await paper({});
    const unlisted = document.blocks.filter(({ kind }) => kind !== "listing" && kind !== "pair");
    const text = textOf({ ...document, blocks: unlisted });
    expect(text).toContain("## Conclusion");
    expect(text).not.toMatch(/times as (much|many)|undefined|NaN/);
  });

  it("says a thing where the figures bear it out, and the contrary where they do not", async () => {
    const won = textOf(await paper(figures));
    expect(won).toContain("our generator goroutines 101 ns, Go on one core 201 ns");
    const lost = textOf(
      await paper({
        "channels/ping-pong": { "ours-generator": [300, 300, 300], "go-1": [200, 200, 200] },
      }),
    );
    expect(lost).toContain("Go on one core 200 ns, our generator goroutines 300 ns");
    expect(lost).not.toContain("for Go on one core that is");
  });

  it("explains a difference only where there is one", async () => {
    const row = "channels/select-16";
    const why = "Go has to lock all sixteen channels";
    const ours = { "ours-generator": [100, 100, 100] };
    expect(textOf(await paper({ [row]: { ...ours, "go-1": [300, 300, 300] } }))).toContain(why);
    expect(textOf(await paper({ [row]: { ...ours, "go-1": [50, 50, 50] } }))).not.toContain(why);
    expect(textOf(await paper({ [row]: { ...ours, "go-1": [90, 100, 110] } }))).not.toContain(why);
  });

  it("shows the two idioms of Raft by the sources themselves", async () => {
    const document = await paper({});
    const pairs = document.blocks.flatMap((block) =>
      block.kind === "pair" ? [block.listings] : [],
    );
    const twins = pairs.filter(([left]) => left.title.includes("src/raft/csp/"));
    expect(twins.length).toBeGreaterThan(4);
    for (const [left, right] of twins) {
      expect(right.title).toBe(left.title.replace("csp", "threads"));
      for (const { title, source } of [left, right]) {
        const lines = new Set(real.source(title.replaceAll("`", "")).split("\n"));
        expect(source.split("\n").filter((line) => !lines.has(line))).toEqual([]);
      }
    }
  });

  it("compares the idioms of Raft on one substrate at a time", async () => {
    const text = textOf(
      await paper({
        "raft/failover": {
          "csp-event-loop": [100, 100, 100],
          "threads-event-loop": [200, 200, 200],
          "csp-worker-threads": [10, 10, 10],
        },
      }),
    );
    expect(text).toContain(
      "Failover, on one event loop: goroutines 100 ns, threads 200 ns; for threads that is 2 times as much.",
    );
    expect(text).not.toContain("on worker threads: goroutines");
  });

  it("puts messages and bytes beside a speed", async () => {
    const beside = [{ what: "messages a commit", unit: "", samples: [4, 4, 4] }] as const;
    const text = textOf(
      await paper(
        { "raft/commit-throughput": { "csp-event-loop": [9, 9, 9] } },
        { unit: "1/s", better: "higher", measured: { beside } },
      ),
    );
    expect(text).toMatch(/\| csp-event-loop \| 9\/s \| 4 \|/);
  });

  it("lists what has no figure, and why", async () => {
    const text = textOf(
      await paper({
        "channels/ping-pong": {
          "ours-generator": [1, 1, 1],
          "go-1": { kind: "not installed", what: "Go" },
          medium: { kind: "failed", reason: "wrong answer: 7" },
        },
      }),
    );
    expect(text).toContain("go-1: Go is not installed (ping-pong)");
    expect(text).toContain("medium: failed: wrong answer: 7 (ping-pong)");
    expect(text).toContain("1 measurements failed");
  });

  it("of a quick run says so on top, and on every chart", async () => {
    const document = await paper(figures, { effort: "quick" });
    expect(document.blocks[0]).toMatchObject({ kind: "notice" });
    const drawn = chartsOf(document);
    expect(drawn.length).toBeGreaterThan(3);
    for (const { svg } of drawn) expect(svg).toContain("a quick run, which ranks nothing</text>");
    expect(textOf(document)).not.toMatch(/times as (much|many)/);
  });

  it("of a run that was ended early says so", async () => {
    const controller = new AbortController();
    controller.abort();
    const document = await paper(figures, { signal: controller.signal });
    expect(textOf(document)).toContain("The run was ended early.");
  });
});
