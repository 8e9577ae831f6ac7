/** The paper as a document, from the material of one run. */

import { marked } from "../charts/draw.ts";
import { type Block, type Document, escaped, notice } from "../document/document.ts";
import type { Material } from "../material.ts";
import type { ResultSet } from "../results/result-set.ts";
import { conclusion } from "./chapters/conclusion.ts";
import { implementation } from "./chapters/implementation.ts";
import { method } from "./chapters/method.ts";
import { motivation } from "./chapters/motivation.ts";
import { parallel } from "./chapters/parallel.ts";
import { raft } from "./chapters/raft.ts";
import { Facts } from "./facts.ts";

const QUICK_MARK = "a quick run, which ranks nothing";

export function paperOf(material: Material): Document {
  const { results } = material;
  const facts = new Facts(material);
  return {
    title: "Goroutines and threads, side by side",
    byline: escaped(
      `Measured on ${results.startedAt.slice(0, 10)}, on ${results.machine.cores} cores of ${results.machine.cpu}, with Node ${results.versions["Node"] ?? "?"}. Every figure is from that run.`,
    ),
    blocks: markedIn(results, [
      ...notices(results),
      ...motivation(),
      ...raft(material),
      ...parallel(material, facts),
      ...implementation(material),
      ...conclusion(facts),
      ...method(results),
    ]),
  };
}

/** Charts of figures that are not to be quoted say so themselves, wherever they are taken. */
function markedIn({ effort }: ResultSet, blocks: readonly Block[]): readonly Block[] {
  if (effort !== "quick") return blocks;
  return blocks.map((block) =>
    block.kind === "charts"
      ? { ...block, charts: block.charts.map((chart) => marked(chart, QUICK_MARK)) }
      : block,
  );
}

/** What a reader has to know of the run before any figure. */
function notices({ effort, ended, suites }: ResultSet): readonly Block[] {
  const failed = suites.flatMap(({ rows }) =>
    rows.flatMap(({ subjects }) => subjects.filter(({ outcome }) => outcome.kind === "failed")),
  ).length;
  return [
    ...(effort === "quick"
      ? [
          notice(
            "A quick run: everything was run once and small, to see whether the answers are right. The " +
              "figures rank nothing and are not to be quoted.",
          ),
        ]
      : []),
    ...(ended === "early"
      ? [notice("The run was ended early. What it had not reached is missing.")]
      : []),
    ...(failed > 0
      ? [notice(`${failed} measurements failed; they are listed under "How it was measured".`)]
      : []),
  ];
}
