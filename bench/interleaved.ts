/**
 * The order of a run: round by round, through all rows, through all subjects, so that the samples of one
 * subject lie far apart and a passing disturbance widens them, in place of being taken for a difference.
 *
 * Invariants:
 * - A subject that cannot, is not installed or has failed is not asked again.
 * - Each round begins with another subject, so that none always follows the same one.
 * - A round is never left half done for want of time; only the signal ends one.
 */

import { FEWEST_ROUNDS } from "./ranking.ts";
import type {
  Beside,
  Measured,
  Outcome,
  Row,
  RowPlan,
  SubjectPlan,
  SuiteRequest,
} from "./suite.ts";

/** Measures a subject in a row once: an outcome with one sample. May reject once the signal is aborted. */
export type MeasureOnce = (
  row: RowPlan,
  subject: SubjectPlan,
  signal: AbortSignal,
) => Promise<Outcome>;

/** Milliseconds, monotonic. */
export type ClockMs = () => number;

/** Runs the rows that are wanted, and gives them in the order of the plan. */
export async function runInterleaved(
  plan: readonly RowPlan[],
  request: SuiteRequest,
  measure: MeasureOnce,
  clock: ClockMs = () => performance.now(),
): Promise<readonly Row[]> {
  const rows = plan.filter(({ name }) => request.only?.includes(name) ?? true);
  const outcomes = new Map(rows.map((row) => [row, new Map<SubjectPlan, Outcome>()]));
  const begunMs = clock();
  for (let round = 1; round <= request.rounds && !request.signal.aborted; round++) {
    const roundBegunMs = clock();
    for (const row of rows) {
      const found = outcomes.get(row) ?? new Map<SubjectPlan, Outcome>();
      await runTurns(row, round, found, request, measure);
    }
    const lastedMs = clock() - roundBegunMs;
    const wouldEndMs = clock() - begunMs + lastedMs;
    // With fewer nothing is decided, so the budget does not cut below it.
    if (round >= FEWEST_ROUNDS && wouldEndMs > request.budgetMs) break;
  }
  return rows.map((row) => ({
    ...row,
    subjects: row.subjects.map((subject) => ({
      ...subject,
      outcome: outcomes.get(row)?.get(subject) ?? { kind: "not reached" as const },
    })),
  }));
}

/** One turn for each subject of a row. */
async function runTurns(
  row: RowPlan,
  round: number,
  found: Map<SubjectPlan, Outcome>,
  request: SuiteRequest,
  measure: MeasureOnce,
): Promise<void> {
  const first = (round - 1) % Math.max(1, row.subjects.length);
  for (const subject of [...row.subjects.slice(first), ...row.subjects.slice(0, first)]) {
    const before = found.get(subject);
    if (before !== undefined && before.kind !== "measured") continue;
    if (request.signal.aborted) return;
    request.onProgress({
      row: row.title,
      subject: subject.title,
      round,
      rounds: request.rounds,
    });
    const outcome = await turn(row, subject, request.signal, measure);
    if (outcome !== null) found.set(subject, joined(before, outcome));
  }
}

/** Null where the run was ended meanwhile: what a subject says that is being stopped does not count. */
async function turn(
  row: RowPlan,
  subject: SubjectPlan,
  signal: AbortSignal,
  measure: MeasureOnce,
): Promise<Outcome | null> {
  try {
    const outcome = await measure(row, subject, signal);
    return signal.aborted ? null : outcome;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

function joined(before: Measured | undefined, now: Outcome): Outcome {
  if (before === undefined || now.kind !== "measured") return now;
  const beside = now.beside?.map((figure, i) => besideJoined(before.beside?.[i], figure));
  return {
    ...now,
    samples: [...before.samples, ...now.samples],
    ...(beside === undefined ? {} : { beside }),
  };
}

function besideJoined(before: Beside | undefined, now: Beside): Beside {
  return { ...now, samples: [...(before?.samples ?? []), ...now.samples] };
}
