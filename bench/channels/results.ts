/**
 * What a run found: one row for each workload and peer, and the machine and versions it was found on.
 * This is the JSON that a run leaves behind.
 */

import type { Toolchain } from "../build.ts";
import { commit, type Machine, machine, packageVersion } from "../machine.ts";
import { median, medianRatio, spread } from "../statistics.ts";
import { REFERENCE, ROSTER, type RosterEntry } from "./roster.ts";
import type { Workload, WorkloadName } from "./workload.ts";
import { WORKLOADS } from "./workloads/all.ts";

/** What became of a peer in a workload. */
export type Outcome =
  | {
      readonly kind: "measured";
      readonly size: number;
      /** One for each round, in the workload's unit. */
      readonly values: readonly number[];
      /** Of a latency: the quantiles of the last round, at LATENCY_SHARES. */
      readonly quantiles?: readonly number[];
    }
  | { readonly kind: "cannot"; readonly reason: string }
  | { readonly kind: "not installed" }
  | { readonly kind: "failed"; readonly reason: string };

export interface Row {
  readonly workload: WorkloadName;
  readonly peer: string;
  readonly title: string;
  readonly side: RosterEntry["side"];
  readonly outcome: Outcome;
  /** True where the peer ran a smaller size than the others. */
  readonly cutSize: boolean;
  readonly median?: number;
  /** The distance between the quartiles as a share of the median. */
  readonly spread?: number;
  /** The median over the rounds of the ratio to the reference's value in the same round. */
  readonly ratio?: number;
}

export interface Results {
  readonly benchmark: "channels";
  readonly mode: "full" | "smoke";
  readonly startedAt: string;
  readonly rounds: number;
  readonly reference: string;
  readonly commit: string | null;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly workloads: readonly {
    readonly name: WorkloadName;
    readonly title: string;
    readonly unit: string;
    readonly operation: string;
  }[];
  readonly rows: readonly Row[];
}

/** The rows of a workload, from each peer's outcome. */
export function rowsOf(
  workload: Workload,
  outcomes: ReadonlyMap<RosterEntry, Outcome>,
): readonly Row[] {
  const name = workload.measure.name;
  const reference = [...outcomes].find(([entry]) => entry.name === REFERENCE)?.[1];
  return [...outcomes].map(([entry, outcome]) => {
    const row = {
      workload: name,
      peer: entry.name,
      title: entry.title,
      side: entry.side,
      outcome,
      cutSize: entry.sizes[name] !== undefined,
    };
    if (outcome.kind !== "measured") return row;
    const ratio =
      reference?.kind === "measured" ? medianRatio(outcome.values, reference.values) : undefined;
    return {
      ...row,
      median: median(outcome.values),
      spread: spread(outcome.values),
      ...(ratio === undefined ? {} : { ratio }),
    };
  });
}

/** The run as a whole. */
export function resultsOf(
  mode: Results["mode"],
  rounds: number,
  startedAt: Date,
  toolchains: { readonly go: Toolchain | undefined; readonly python: Toolchain | undefined },
  rows: readonly Row[],
): Results {
  const measured = new Set(rows.map((row) => row.workload));
  return {
    benchmark: "channels",
    mode,
    startedAt: startedAt.toISOString(),
    rounds,
    reference: REFERENCE,
    commit: commit(),
    machine: machine(),
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      go: toolchains.go?.version ?? "not installed",
      python: toolchains.python?.version ?? "not installed",
      ...packageVersions(),
    },
    workloads: Object.values(WORKLOADS)
      .filter((workload) => measured.has(workload.measure.name))
      .map(({ measure: { name, unit }, title, operation }) => ({ name, title, unit, operation })),
    rows,
  };
}

/** The versions of the packages that take part, ours included. */
export function packageVersions(): Record<string, string> {
  const names = ROSTER.flatMap(({ substrate }) =>
    substrate.kind === "node" ? [substrate.packageName] : [],
  );
  return Object.fromEntries(names.map((name) => [name, packageVersion(name)]));
}
