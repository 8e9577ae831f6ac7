/** What a report is made from: figures, metrics of code, traces, and the sources themselves. */

import type { Comparison } from "./metrics/comparison.ts";
import type { ResultSet } from "./results/result-set.ts";
import type { Trace } from "./trace/trace.ts";

export interface Material {
  readonly results: ResultSet;
  /** Examples and twins, measured. */
  readonly comparisons: readonly Comparison[];
  readonly election: Trace;
  readonly failover: Trace;
  /** The text of a source file, by its path from the root of the repository. */
  source(path: string): string;
  /** The names of the sources that stand directly in such a folder. */
  sourcesIn(folder: string): readonly string[];
}
