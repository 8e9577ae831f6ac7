/** Gathers what the report is made from: the figures of a run, and what is known without running anything. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Material } from "../../report/material.ts";
import { allExamples, compare } from "../../report/metrics/comparison.ts";
import { openMeasurer } from "../../report/metrics/measure.ts";
import { groupsUnder, twinGroups } from "../../report/metrics/sources.ts";
import type { ResultSet } from "../../report/results/result-set.ts";
import { ROOT } from "../examples/catalogue.ts";
import { recordTraces } from "./trace.ts";

export async function gatherMaterial(results: ResultSet): Promise<Material> {
  const groups = [
    ...groupsUnder([join(ROOT, "examples")]),
    ...twinGroups(join(ROOT, "src/raft/csp"), join(ROOT, "src/raft/threads")),
  ];
  const comparisons = await compare(groups, await openMeasurer());
  const together = allExamples(comparisons);
  return {
    results,
    comparisons: together === undefined ? comparisons : [...comparisons, together],
    ...(await recordTraces()),
    source: (path) => readFileSync(join(ROOT, path), "utf8"),
    sourcesIn: (folder) =>
      readdirSync(join(ROOT, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
  };
}
