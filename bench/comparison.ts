/**
 * The side-by-side comparison: runs the suites in turn and gives one result set, with medians, ranges and
 * places worked out. This is what `npm start` calls.
 *
 * Invariants: a result set names the machine, the versions, the rounds and the rule of its ranking; a run
 * that was ended early says so, and holds what was found until then; a quick run ranks nothing.
 */

import { commit, type Machine, machine, packageVersion } from "./machine.ts";
import { openStandings, type Place, RULE, standingsOf } from "./ranking.ts";
import { median } from "./statistics.ts";
import type { Effort, Progress, Row, Subject, Suite, SuiteResult } from "./suite.ts";
import { SUITES } from "./suites.ts";

/** What the samples of a subject come to, in the row's unit. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly place: Place;
  /** The names of those that it beats for certain. */
  readonly beats: readonly string[];
}

export type RankedSubject = Subject & { readonly summary?: Summary };

export type RankedRow = Omit<Row, "subjects"> & { readonly subjects: readonly RankedSubject[] };

export interface RankedSuite {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly RankedRow[];
}

/** The JSON of a run. */
export interface ResultSet {
  /** Of this form; another number is another form. */
  readonly format: 1;
  readonly effort: Effort;
  readonly ended: "complete" | "early";
  readonly startedAt: string;
  readonly lastedMs: number;
  /** How many rounds were asked for; what each subject has is the number of its samples. */
  readonly rounds: number;
  readonly rule: string;
  readonly machine: Machine;
  readonly commit: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly suites: readonly RankedSuite[];
}

export interface ComparisonRequest {
  readonly effort: Effort;
  readonly rounds: number;
  /** Names of suites, or `suite/row`; null for all. */
  readonly only: readonly string[] | null;
  readonly signal: AbortSignal;
}

/** One suite, as the caller shows it: it is prepared, then run. */
export interface SuiteStep {
  readonly title: string;
  prepare(): Promise<void>;
  run(onProgress: (progress: Progress) => void): Promise<void>;
}

export interface Comparison {
  readonly steps: readonly SuiteStep[];
  /** What the steps that have run have found. */
  results(): ResultSet;
}

/** What `only` may name. */
export function namesOf(suites: readonly Suite[] = SUITES): readonly string[] {
  return suites.flatMap(({ name, rows }) => [name, ...rows.map((row) => `${name}/${row}`)]);
}

/**
 * What each suite may have of about three minutes when all of them run; past it no round is begun beyond
 * the fewest that decide anything. A suite that stands alone has all of it.
 */
const BRIEF_BUDGET_MS = 170_000;
const WEIGHTS: Readonly<Record<string, number>> = {
  channels: 75,
  threading: 10,
  parallel: 25,
  raft: 60,
};

/** The comparison that was asked for, to be run step by step. */
export function comparisonOf(
  request: ComparisonRequest,
  all: readonly Suite[] = SUITES,
): Comparison {
  const startedAt = new Date();
  const suites = all.filter((suite) => isWanted(suite, request.only));
  const total = suites.reduce((sum, suite) => sum + weightOf(suite), 0);
  const found = new Map<Suite, SuiteResult>();
  return {
    steps: suites.map((suite) => ({
      title: suite.title,
      prepare: () => suite.prepare(),
      async run(onProgress) {
        const budgetMs =
          request.effort === "full"
            ? Number.POSITIVE_INFINITY
            : (BRIEF_BUDGET_MS * weightOf(suite)) / total;
        const only = rowsOf(suite, request.only);
        found.set(suite, await suite.run({ ...request, only, budgetMs, onProgress }));
      },
    })),
    results: () => resultSetOf(request, startedAt, suites, found),
  };
}

function weightOf({ name }: Suite): number {
  return WEIGHTS[name] ?? 10;
}

function isWanted({ name }: Suite, only: ComparisonRequest["only"]): boolean {
  return only?.some((wanted) => wanted === name || wanted.startsWith(`${name}/`)) ?? true;
}

/** The names of a suite's rows that are wanted; null for all. */
function rowsOf({ name }: Suite, only: ComparisonRequest["only"]): readonly string[] | null {
  if (only === null || only.includes(name)) return null;
  const start = `${name}/`;
  return only.filter((row) => row.startsWith(start)).map((row) => row.slice(start.length));
}

function resultSetOf(
  { effort, rounds, signal }: ComparisonRequest,
  startedAt: Date,
  suites: readonly Suite[],
  found: ReadonlyMap<Suite, SuiteResult>,
): ResultSet {
  const versions: Record<string, string> = {
    Node: process.versions.node,
    V8: process.versions.v8,
    "goroutine-kit": packageVersion("goroutine-kit"),
  };
  for (const result of found.values()) Object.assign(versions, result.versions);
  return {
    format: 1,
    effort,
    ended: signal.aborted ? "early" : "complete",
    startedAt: startedAt.toISOString(),
    lastedMs: Date.now() - startedAt.getTime(),
    rounds,
    rule: RULE,
    machine: machine(),
    commit: commit(),
    versions,
    suites: suites.flatMap((suite) => {
      const result = found.get(suite);
      if (result === undefined) return [];
      const rows = result.rows.map((row) => rankedRow(row, effort));
      return [{ name: suite.name, title: suite.title, rows }];
    }),
  };
}

function rankedRow(row: Row, effort: Effort): RankedRow {
  const standings = effort === "quick" ? openStandings(row) : standingsOf(row);
  return {
    ...row,
    subjects: row.subjects.map((subject): RankedSubject => {
      const standing = standings.get(subject.name);
      if (subject.outcome.kind !== "measured" || standing === undefined) return subject;
      const { samples } = subject.outcome;
      return {
        ...subject,
        summary: {
          median: median(samples),
          min: Math.min(...samples),
          max: Math.max(...samples),
          ...standing,
        },
      };
    }),
  };
}
