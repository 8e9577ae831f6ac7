/**
 * What a run found: one row for each workload and peer, and the machine and versions it was found on.
 * This is the JSON that a run leaves behind.
 */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { ROOT, type Toolchain } from "../build.ts";
import { REFERENCE, ROSTER, type RosterEntry } from "./roster.ts";
import { median, medianRatio, spread } from "./statistics.ts";
import type { Workload, WorkloadName } from "./workload.ts";
import { WORKLOADS } from "./workloads/all.ts";

/** What became of a peer in a workload. */
export type Outcome =
  | {
      readonly kind: "measured";
      readonly size: number;
      /** One for each round, in the workload's unit. */
      readonly values: readonly number[];
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
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly platform: string;
    readonly arch: string;
  };
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
  const [cpu] = cpus();
  const measured = new Set(rows.map((row) => row.workload));
  return {
    benchmark: "channels",
    mode,
    startedAt: startedAt.toISOString(),
    rounds,
    reference: REFERENCE,
    commit: commit(),
    machine: {
      cpu: cpu?.model ?? "unknown",
      cores: cpus().length,
      memoryBytes: totalmem(),
      platform: process.platform,
      arch: process.arch,
    },
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

function packageVersions(): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const { substrate } of ROSTER) {
    if (substrate.kind !== "node") continue;
    const folder =
      substrate.packageName === "goroutine-kit"
        ? ROOT
        : join(ROOT, "node_modules", substrate.packageName);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      version: string;
    };
    versions[substrate.packageName] = manifest.version;
  }
  return versions;
}

/** The commit that was measured, or null outside of a repository. */
function commit(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}
