// Results of runs that never were, in the very JSON that a run leaves behind, and material for a paper of
// them: the sources and traces are the real ones.

import { comparisonOf } from "../../bench/comparison.ts";
import type { Measured, Outcome, Row, Suite } from "../../bench/suite.ts";
import { gatherMaterial } from "../../src/cli/compare/material.ts";
import type { Material } from "../../src/report/material.ts";
import { type ResultSet, readResultSet } from "../../src/report/results/result-set.ts";

/** The rounds of each subject, or what became of it, by row and name. */
export type Found = Readonly<Record<string, Readonly<Record<string, readonly number[] | Outcome>>>>;

export interface RunOptions {
  readonly effort?: "quick" | "brief";
  readonly signal?: AbortSignal;
  readonly unit?: Row["unit"];
  readonly better?: Row["better"];
  /** Added to what each measured subject has. */
  readonly measured?: Partial<Measured>;
}

/** The JSON of a run that found this; rows are named `suite/row`. */
export async function jsonOf(found: Found, options: RunOptions = {}): Promise<unknown> {
  const names = [...new Set(Object.keys(found).map((id) => id.split("/")[0] ?? ""))];
  const suites = names.map((name): Suite => {
    const rows = Object.entries(found)
      .filter(([id]) => id.startsWith(`${name}/`))
      .map(([id, subjects]) => rowOf(id.slice(name.length + 1), subjects, options));
    return {
      name,
      title: name,
      rows: rows.map((row) => row.name),
      prepare: async () => {},
      run: async () => ({ versions: {}, rows }),
    };
  });
  const { effort = "brief", signal = new AbortController().signal } = options;
  const comparison = comparisonOf({ effort, rounds: 3, only: null, signal }, suites);
  for (const step of comparison.steps) await step.run(() => {});
  return JSON.parse(JSON.stringify(comparison.results())) as unknown;
}

export async function resultsOf(found: Found, options: RunOptions = {}): Promise<ResultSet> {
  return readResultSet(await jsonOf(found, options));
}

export async function materialOf(found: Found, options: RunOptions = {}): Promise<Material> {
  return gatherMaterial(await resultsOf(found, options));
}

function rowOf(
  name: string,
  subjects: Found[string],
  { unit = "ns", better = "lower", measured = {} }: RunOptions,
): Row {
  const scale = /^(.*)-(\d+)-(nodes|clients|workers)$/.exec(name);
  return {
    name,
    title: name,
    operation: "a number is sent",
    unit,
    better,
    ...(scale === null
      ? {}
      : { scale: { series: `${scale[1]}`, axis: `${scale[3]}`, at: Number(scale[2]) } }),
    subjects: Object.entries(subjects).map(([subject, what]) => ({
      name: subject,
      title: subject,
      side: subject.startsWith("go") || subject === "python" ? "language" : "ours",
      outcome: isOutcome(what) ? what : { kind: "measured", samples: what, ...measured },
    })),
  };
}

function isOutcome(what: readonly number[] | Outcome): what is Outcome {
  return !Array.isArray(what);
}
