/** The report in the terminal: a table for each row, the best first, and what stands beside each figure. */

import { amount, columns } from "../columns.ts";
import { median, spread } from "../statistics.ts";
import type { Row } from "../suite.ts";

/** The table of one row. */
export function rowTable({ title, operation, unit, better, subjects }: Row): string {
  const measured = subjects
    .flatMap(({ title: name, outcome }) =>
      outcome.kind === "measured" ? [{ name, ...outcome }] : [],
    )
    .sort((a, b) => (median(a.samples) - median(b.samples)) * (better === "lower" ? 1 : -1));
  const figures = measured[0]?.beside ?? [];
  const head = ["", "median", "spread", ...figures.map(({ what }) => what)];
  const lines = measured.map(({ name, samples, beside = [] }) => [
    name,
    `${amount(median(samples))} ${unit}`,
    `${Math.round(spread(samples) * 100)} %`,
    ...beside.map((figure) => `${amount(median(figure.samples))} ${figure.unit}`),
  ]);
  const text = [`${title}: ${operation}`, ...columns(head, lines)];
  for (const { title: name, outcome } of subjects) {
    if (outcome.kind === "cannot") text.push(`  ${name}: ${outcome.reason}`);
    if (outcome.kind === "not installed") text.push(`  ${name}: not installed: ${outcome.what}`);
    if (outcome.kind === "failed") text.push(`  FAILED ${name}: ${outcome.reason}`);
  }
  return text.join("\n");
}
