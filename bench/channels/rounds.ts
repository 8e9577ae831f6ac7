/**
 * The order of a run: workload by workload, and for each, round by round, all peers in turn, so that
 * a peer and the reference it is compared with meet the same machine.
 *
 * Invariants: a peer that cannot, is not installed or has failed is not asked again; the values of a
 * measured outcome are one a round.
 */

import type { Outcome } from "./results.ts";
import type { RosterEntry } from "./roster.ts";
import type { WorkloadName } from "./workload.ts";

/** Measures one peer in one workload, once. */
export type MeasureOne = (entry: RosterEntry, workload: WorkloadName) => Promise<Outcome>;

/** Told before each measurement. */
export type Announce = (round: number, entry: RosterEntry) => void;

export async function runRounds(
  workload: WorkloadName,
  entries: readonly RosterEntry[],
  rounds: number,
  measure: MeasureOne,
  announce: Announce,
): Promise<ReadonlyMap<RosterEntry, Outcome>> {
  const outcomes = new Map<RosterEntry, Outcome>();
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
