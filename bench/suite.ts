/**
 * What the side-by-side comparison is made of: suites of rows, a row for each thing that is measured, and
 * in each row the subjects that are measured at it. A module `bench/<name>/suite.ts` is a suite; what they
 * all find makes one result set, the JSON that `npm start` leaves behind and that the paper is filled in
 * from.
 *
 * Invariants of a result set:
 * - A measured outcome has one sample a round, in the row's unit, and a wrong answer has none: it failed.
 * - A name means the same in every suite and from run to run: a row's `name` is unique in its suite, and a
 *   subject of one name is one program in all rows of a suite.
 * - What is no figure says why: it cannot, is not installed, failed, or was not reached.
 */

/** How much a run does. A quick one asks only whether the answers are right, and ranks nothing. */
export type Effort = "quick" | "brief" | "full";

/** `1/s` counts operations in a second; the empty unit is a plain number. */
export type Unit = "ns" | "us" | "ms" | "s" | "B" | "1/s" | "";

/** What is measured, without what was found. */
export interface RowPlan {
  /** In lower case with hyphens: what `--only` calls it. */
  readonly name: string;
  readonly title: string;
  /** What one operation is, in a sentence. */
  readonly operation: string;
  readonly unit: Unit;
  readonly better: "lower" | "higher";
  /** Rows of one series that differ in one number, which a chart then has as its axis. */
  readonly scale?: Scale;
  readonly subjects: readonly SubjectPlan[];
}

export interface Scale {
  /** The same for all rows of the series; what the chart is called. */
  readonly series: string;
  /** What the number counts: "nodes", "clients", "workers". */
  readonly axis: string;
  readonly at: number;
}

/** Who is measured. */
export interface SubjectPlan {
  readonly name: string;
  readonly title: string;
  /** Ours are compared with the others. */
  readonly side: "ours" | "library" | "language";
  /** How its concurrency is written; left out where that is not the question. */
  readonly idiom?: "go" | "threads";
  /** What it runs on; a figure that mixes idiom and substrate would say nothing. */
  readonly substrate?: "event loop" | "worker threads" | "goroutines" | "OS threads" | "processes";
}

/** What became of a subject in a row. */
export type Outcome =
  | Measured
  /** It has no means for this; the reason is one line. */
  | { readonly kind: "cannot"; readonly reason: string }
  /** Its language or program is not on this machine; `what` names it. */
  | { readonly kind: "not installed"; readonly what: string }
  /** A wrong answer, a crash, or a limit of time that passed. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The run was ended before its first turn. */
  | { readonly kind: "not reached" };

export interface Measured {
  readonly kind: "measured";
  /** One a round, in the row's unit. */
  readonly samples: readonly number[];
  /** In a few words, where it did less than the others: "at a size of 1,000". */
  readonly note?: string;
  /** The distribution within the last round, by share of what lies below, in the row's unit. */
  readonly distribution?: readonly { readonly share: number; readonly value: number }[];
  /** Figures without which the samples are not comparable, such as messages and bytes a commit. */
  readonly beside?: readonly Beside[];
}

export interface Beside {
  readonly what: string;
  readonly unit: Unit;
  /** One a round. */
  readonly samples: readonly number[];
}

export type Subject = SubjectPlan & { readonly outcome: Outcome };

export type Row = Omit<RowPlan, "subjects"> & { readonly subjects: readonly Subject[] };

/** Where a run is. */
export interface Progress {
  readonly row: string;
  readonly subject: string;
  readonly round: number;
  readonly rounds: number;
}

export interface SuiteRequest {
  readonly effort: Effort;
  /** How often each subject has its turn in each row; 1 where the effort is quick. */
  readonly rounds: number;
  /** No further round is begun that would end later, once there are three. */
  readonly budgetMs: number;
  /** The names of the rows that are wanted; null for all. */
  readonly only: readonly string[] | null;
  /** Ends the run with what it has: the suite resolves, and rejects only where it is broken itself. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export interface SuiteResult {
  /** Versions of what took part, by name; a language that is not installed is left out. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

export interface Suite {
  /** The folder's name. */
  readonly name: string;
  readonly title: string;
  /** The names of its rows, of every effort. */
  readonly rows: readonly string[];
  /** Builds what the suite runs, and finds what is installed; no part of the budget. */
  prepare(): Promise<void>;
  run(request: SuiteRequest): Promise<SuiteResult>;
}
