/**
 * The report in the terminal: a table for each workload, the fastest first; then ours beside what it
 * has to reach and beside the best of the other libraries.
 */

import { amount, columns } from "../columns.ts";
import { LATENCY_AIMS_MS, OUR_PEERS, type OurPeer, RATIO_AIMS } from "./aims.ts";
import type { Row } from "./results.ts";
import { operationOf, type Workload, type WorkloadName } from "./workload.ts";
import { WORKLOADS } from "./workloads/all.ts";

/** The table of one workload. */
export function workloadTable(workload: Workload, rows: readonly Row[]): string {
  const { title, measure } = workload;
  const measured = rows
    .filter((row) => row.outcome.kind === "measured")
    .sort((a, b) => (a.median ?? 0) - (b.median ?? 0));
  const lines = measured.map((row) => [
    `${row.title}${row.cutSize ? " *" : ""}`,
    `${amount(row.median ?? 0)} ${measure.unit}`,
    `${Math.round((row.spread ?? 0) * 100)} %`,
    row.ratio === undefined ? "" : amount(row.ratio),
  ]);
  const text = [
    `${title}: ${operationOf(workload, "full")}`,
    ...columns(["", "median", "spread", "x Go"], lines),
  ];
  if (measured.some((row) => row.cutSize)) text.push("  * at a smaller size");
  const reasons = new Set(rows.map(({ outcome, title }) => outsideReason(outcome, title)));
  reasons.delete("");
  if (reasons.size > 0) text.push(`  ${[...reasons].join("; ")}`);
  for (const { outcome, title } of rows) {
    if (outcome.kind === "failed") text.push(`  FAILED ${title}: ${outcome.reason}`);
  }
  return text.join("\n");
}

function outsideReason(outcome: Row["outcome"], title: string): string {
  if (outcome.kind === "cannot") return outcome.reason;
  return outcome.kind === "not installed" ? `${title}: not installed` : "";
}

/** Ours in each workload, with its aim in brackets, and the best of the other libraries. */
export function aimsTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.map((row) => row.workload))];
  const lines = names.map((name) => {
    const of = rows.filter((row) => row.workload === name);
    return [WORKLOADS[name].title, ...OUR_PEERS.map((peer) => againstAim(of, peer)), bestOther(of)];
  });
  const heads = ["", "generator", "try first", "async", "try first", "best other library"];
  return ["ours, x Go (at most) or ms (at most)", ...columns(heads, lines)].join("\n");
}

/** The figure that an aim is about: a time for latency, the ratio to Go for all else. */
function figure(row: Row): number | undefined {
  return isLatency(row.workload) ? row.median : row.ratio;
}

function isLatency(name: WorkloadName): boolean {
  return WORKLOADS[name].measure.kind === "latency";
}

function againstAim(rows: readonly Row[], peer: OurPeer): string {
  const row = rows.find((candidate) => candidate.peer === peer);
  const value = row === undefined ? undefined : figure(row);
  if (row === undefined || value === undefined) return "";
  const aims = isLatency(row.workload) ? LATENCY_AIMS_MS : RATIO_AIMS;
  const aim = aims[row.workload]?.[peer];
  if (aim === undefined) return amount(value);
  return `${amount(value)} (${aim})${value <= aim ? "" : " !"}`;
}

function bestOther(rows: readonly Row[]): string {
  const [best] = rows
    .filter((row) => row.side === "library" && figure(row) !== undefined)
    .sort((a, b) => (figure(a) ?? 0) - (figure(b) ?? 0));
  return best === undefined ? "" : `${amount(figure(best) ?? 0)} ${best.title}`;
}
