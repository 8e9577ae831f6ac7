/**
 * Many ordeals, seed after seed: until one fails, until all are through, or until somebody has seen
 * enough.
 *
 * Invariants:
 * - A seed names its whole run: the same seed and twin give the same result.
 * - Between two seeds the event loop turns, so whoever wants to can end it.
 */

import { ExploreError } from "../../testing/errors.ts";
import { explore } from "../../testing/index.ts";
import { drawMood, type Mood } from "./mood.ts";
import { type OrdealOptions, type OrdealReport, runOrdeal } from "./ordeal.ts";

/** What a seed has come to. */
export interface SeedResult {
  readonly seed: number;
  readonly report: OrdealReport;
  readonly steps: number;
  readonly virtualMs: number;
}

/** A seed in which something did not hold that must. */
export class SeedFailedError extends Error {
  override readonly name = "SeedFailedError";
  readonly seed: number;

  constructor(seed: number, cause: unknown) {
    super(`seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.seed = seed;
  }
}

/** No ordeal takes so long, unless something in it never ends. */
const limits = { leaks: "fail", maxSteps: 10_000_000, maxTimeMs: 3_600_000 } as const;

/**
 * Runs one seed; `alter` changes what it draws. Throws SeedFailedError, with the error that stands behind
 * it as its cause.
 */
export async function runSeed(
  seed: number,
  options: OrdealOptions,
  alter: (mood: Mood) => Mood = (mood) => mood,
): Promise<SeedResult> {
  let report: OrdealReport | undefined;
  const ordeal = async () => {
    report = await runOrdeal(alter(drawMood()), options);
  };
  try {
    const { steps, elapsedMs } = await explore([seed], ordeal, limits);
    return { seed, report: report as OrdealReport, steps, virtualMs: elapsedMs };
  } catch (error) {
    throw new SeedFailedError(seed, error instanceof ExploreError ? error.cause : error);
  }
}

/** Runs the seeds one after another. Throws SeedFailedError for the first that fails. */
export async function* runSeeds(
  seeds: Iterable<number>,
  options: OrdealOptions,
): AsyncGenerator<SeedResult, void, undefined> {
  for (const seed of seeds) yield await runSeed(seed, options);
}
