/**
 * The order of a run: workload by workload, and for each, round by round, all peers in turn, so that
 * a peer and the reference it is compared with meet the same machine.
 *
 * Invariants: a peer that cannot, is not installed or has failed is not asked again; the values of a
 * measured outcome are one a round.
 */

import type { Outcome } from "./results.ts";

/** Measures one peer in one workload, once. */
export type MeasureOne<Entry, Workload> = (entry: Entry, workload: Workload) => Promise<Outcome>;

/** Told before each measurement. */
export type Announce<Entry> = (round: number, entry: Entry) => void;

export async function runRounds<Entry, Workload>(
  workload: Workload,
  entries: readonly Entry[],
  rounds: number,
  measure: MeasureOne<Entry, Workload>,
  announce: Announce<Entry>,
): Promise<ReadonlyMap<Entry, Outcome>> {
  const outcomes = new Map<Entry, Outcome>();
  for (let round = 1; round <= rounds; round++) {
    for (const entry of entries) {
      const before = outcomes.get(entry);
      if (before !== undefined && before.kind !== "measured") continue;
      announce(round, entry);
      outcomes.set(entry, joined(before, await measure(entry, workload)));
    }
  }
  return outcomes;
}

function joined(before: Outcome | undefined, now: Outcome): Outcome {
  if (before?.kind !== "measured" || now.kind !== "measured") return now;
  return { ...now, values: [...before.values, ...now.values] };
}
