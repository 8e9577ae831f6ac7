/**
 * The way from the command to the benchmarks. They are no part of the package: they stand in a clone of
 * its repository, with the libraries that they compare.
 */

import { existsSync } from "node:fs";
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

export class NoBenchError extends Error {
  override readonly name = "NoBenchError";

  constructor() {
    super(
      "the comparison is not part of the package: it needs the benchmarks, and the libraries that they " +
        "compare. In a clone of the repository, run `npm install && npm start`",
    );
  }
}

/** Loads the benchmarks. Throws NoBenchError where there are none. */
export async function openBench(): Promise<Bench> {
  const module = join(ROOT, "bench", "comparison.ts");
  if (!existsSync(module)) throw new NoBenchError();
  return (await import(pathToFileURL(module).href)) as Bench;
}
