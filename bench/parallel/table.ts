/** The report in the terminal: a table for each row, the fastest first, and ours beside its aims. */

import { amount, columns } from "../columns.ts";
import { median, medianRatio, spread } from "../statistics.ts";
import type { Row } from "../suite.ts";
import { AIMS, LIMITS_NS, reached, samplesOf } from "./aims.ts";
import { REFERENCE } from "./roster.ts";
import { WORKLOADS } from "./workload.ts";

/** The table of one row. */
export function rowTable(row: Row): string {
  const reference = samplesOf([row], row.name, REFERENCE);
  const lines = row.subjects
    .flatMap(({ title, outcome }) => (outcome.kind === "measured" ? [{ title, ...outcome }] : []))
    .sort((a, b) => median(a.samples) - median(b.samples))
    .map(({ title, samples, note }) => {
      const ratio = medianRatio(samples, reference);
      return [
        note === undefined ? title : `${title} (${note})`,
        `${amount(median(samples))} ${row.unit}`,
        `${Math.round(spread(samples) * 100)} %`,
        ratio === undefined ? "" : amount(ratio),
      ];
    });
  const head = ["", "median", "spread", "x MessagePort"];
  const text = [`${row.title}: ${row.operation}`, ...columns(head, lines)];
  const outside = new Set<string>();
  for (const { title, outcome } of row.subjects) {
    if (outcome.kind === "cannot") outside.add(outcome.reason);
    if (outcome.kind === "not installed") outside.add(`${outcome.what}: not installed`);
    if (outcome.kind === "failed") text.push(`  FAILED ${title}: ${outcome.reason}`);
  }
  if (outside.size > 0) text.push(`  ${[...outside].join("; ")}`);
  return text.join("\n");
}

/** What ours have reached of what they have to, as far as it was measured. */
export function aimsTable(rows: readonly Row[]): string {
  const title = (name: string) =>
    rows.flatMap((row) => row.subjects).find((subject) => subject.name === name)?.title ?? name;
  const ratios = AIMS.flatMap((aim) => {
    const times = reached(aim, rows);
    if (times === undefined) return [];
    const other = aim.besideRow === aim.row ? "" : `${WORKLOADS[aim.besideRow].title}, `;
    const what = `${WORKLOADS[aim.row].title}: ${title(aim.ours)}, beside ${other}${title(aim.beside)}`;
    const verdict = times >= aim.times ? "" : "missed";
    return [[what, `${amount(times)} times`, `${amount(aim.times)}`, verdict]];
  });
  const limits = LIMITS_NS.flatMap(({ row, ns }) => {
    const samples = samplesOf(rows, row, "ours-blocking");
    if (samples.length === 0) return [];
    const value = median(samples);
    const what = `${WORKLOADS[row].title}: ${title("ours-blocking")}`;
    return [[what, `${amount(value)} ns`, `${amount(ns)} ns at most`, value <= ns ? "" : "missed"]];
  });
  const lines = [...ratios, ...limits];
  return lines.length === 0
    ? ""
    : columns(["what ours has to reach", "is", "aim", ""], lines).join("\n");
}
