/**
 * The way from the command to the benchmarks, which stand outside of src and are no part of the package. The
 * two share no types: what goes from one to the other is JSON, and read as such.
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../examples/catalogue.ts";

/** The face of bench/comparison.ts, as far as the command needs it. */
export interface Bench {
  comparisonOf(request: {
    readonly effort: "quick" | "brief" | "full";
    readonly rounds: number;
    readonly only: readonly string[] | null;
    readonly signal: AbortSignal;
  }): Comparison;
  namesOf(): readonly string[];
}

export interface Comparison {
  readonly steps: readonly Step[];
  /** The JSON of what the steps have found. */
  results(): unknown;
}

export interface Step {
  readonly title: string;
  prepare(): Promise<void>;
  run(onProgress: (progress: Progress) => void): Promise<void>;
}

export interface Progress {
  readonly row: string;
  readonly subject: string;
  readonly round: number;
  readonly rounds: number;
}

/** Loads the benchmarks. */
export async function openBench(): Promise<Bench> {
  return (await import(pathToFileURL(join(ROOT, "bench", "comparison.ts")).href)) as Bench;
}
