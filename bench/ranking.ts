/**
 * Who is better than whom, and whether that is certain enough to say.
 *
 * Invariants:
 * - One beats another only if each of its rounds beats each of the other's by MARGIN, with FEWEST_ROUNDS or
 *   more of both. Two runs on one machine then contradict each other only if every round of one of them lay
 *   on the wrong side by that margin.
 * - Beating is transitive, and nobody beats those who beat him. A place is a range: from one below those who
 *   beat a subject, to one above those whom it beats.
 */

import type { Row, RowPlan } from "./suite.ts";

/** Fewer rounds say nothing of how far they spread. */
export const FEWEST_ROUNDS = 3;

/** How much better the worst round of the better has to be than the best of the other. */
export const MARGIN = 1.1;

/** The rule in words, for whoever reads the figures. */
export const RULE =
  `One is ranked above another only where each of its rounds is better by ${Math.round((MARGIN - 1) * 100)} % ` +
  `or more than each of the other's, in ${FEWEST_ROUNDS} rounds or more of both. What is closer, or spread ` +
  "wider, is undecided.";

/** Places among the measured subjects of a row, the best being 1; `first` < `last` where undecided. */
export interface Place {
  readonly first: number;
  readonly last: number;
}

/** Whether the first sample beats the second for certain. */
export function beats(
  one: readonly number[],
  other: readonly number[],
  better: RowPlan["better"],
): boolean {
  if (one.length < FEWEST_ROUNDS || other.length < FEWEST_ROUNDS) return false;
  return better === "lower"
    ? Math.max(...one) * MARGIN <= Math.min(...other)
    : Math.min(...one) >= Math.max(...other) * MARGIN;
}

/** Where a measured subject stands in its row. */
export interface Standing {
  readonly place: Place;
  /** The names of those whom it beats. */
  readonly beats: readonly string[];
}

/** Of a row whose figures rank nothing: nobody beats anybody. */
export function openStandings({ subjects }: Row): ReadonlyMap<string, Standing> {
  const measured = subjects.filter(({ outcome }) => outcome.kind === "measured");
  const place = { first: 1, last: measured.length };
  return new Map(measured.map(({ name }) => [name, { place, beats: [] }]));
}

/** The standing of each measured subject, by its name. */
export function standingsOf({ subjects, better }: Row): ReadonlyMap<string, Standing> {
  const measured = subjects.flatMap(({ name, outcome }) =>
    outcome.kind === "measured" ? [{ name, samples: outcome.samples }] : [],
  );
  return new Map(
    measured.map(({ name, samples }) => {
      const above = measured.filter((other) => beats(other.samples, samples, better));
      const below = measured.filter((other) => beats(samples, other.samples, better));
      const place = { first: above.length + 1, last: measured.length - below.length };
      return [name, { place, beats: below.map((other) => other.name) }];
    }),
  );
}
