/**
 * What a run of the comparison left behind, as the report reads it: the JSON of `npm start`.
 *
 * Invariant: what `readResultSet` gives holds what its type says, whoever wrote the file.
 */

import { array, literal, map, number, object, optional, text, within } from "./shape.ts";

export type Effort = "quick" | "brief" | "full";
export type Unit = "ns" | "us" | "ms" | "s" | "B" | "1/s" | "";
export type Side = "ours" | "library" | "language";
export type Idiom = "go" | "threads";

/** Places among the measured of a row, the best being 1; `first` < `last` where undecided. */
export interface Place {
  readonly first: number;
  readonly last: number;
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly place: Place;
  /** The names of those that it beats for certain. */
  readonly beats: readonly string[];
}

export interface Beside {
  readonly what: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
}

export interface Quantile {
  /** Of what lies below, from 0 to 1. */
  readonly share: number;
  readonly value: number;
}

export interface Outcome {
  readonly kind: "measured" | "cannot" | "not installed" | "failed" | "not reached";
  /** One a round; empty unless measured. */
  readonly samples: readonly number[];
  /** Why there is no figure, or in what the figure differs from the others'; may be empty. */
  readonly note: string;
  readonly distribution: readonly Quantile[];
  readonly beside: readonly Beside[];
}

export interface Subject {
  readonly name: string;
  readonly title: string;
  readonly side: Side;
  readonly idiom?: Idiom;
  readonly substrate?: string;
  readonly outcome: Outcome;
  /** Where it is measured. */
  readonly summary?: Summary;
}

export interface Scale {
  readonly series: string;
  readonly axis: string;
  readonly at: number;
}

export interface Row {
  readonly name: string;
  readonly title: string;
  readonly operation: string;
  readonly unit: Unit;
  readonly better: "lower" | "higher";
  readonly scale?: Scale;
  readonly subjects: readonly Subject[];
}

export interface Suite {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface ResultSet {
  readonly effort: Effort;
  readonly ended: "complete" | "early";
  readonly startedAt: string;
  readonly lastedMs: number;
  readonly rounds: number;
  readonly rule: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly platform: string;
    readonly arch: string;
  };
  readonly commit: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly suites: readonly Suite[];
}

const unit = literal("ns", "us", "ms", "s", "B", "1/s", "");

const samples = array(number);

const beside = object({ what: text, unit, samples });

function outcome(value: unknown, path: string): Outcome {
  const kind = within(
    value,
    "kind",
    path,
    literal("measured", "cannot", "not installed", "failed", "not reached"),
  );
  const measured = kind === "measured";
  const reason = { cannot: "reason", failed: "reason", "not installed": "what" } as const;
  const says = kind === "measured" ? "note" : kind === "not reached" ? null : reason[kind];
  return {
    kind,
    samples: measured ? within(value, "samples", path, samples) : [],
    note: says === null ? "" : (within(value, says, path, optional(text)) ?? ""),
    distribution:
      within(
        value,
        "distribution",
        path,
        optional(array(object({ share: number, value: number }))),
      ) ?? [],
    beside: within(value, "beside", path, optional(array(beside))) ?? [],
  };
}

const place = object({ first: number, last: number });

const subject = object({
  name: text,
  title: text,
  side: literal("ours", "library", "language"),
  idiom: optional(literal("go", "threads")),
  substrate: optional(text),
  outcome,
  summary: optional(
    object({ median: number, min: number, max: number, place, beats: array(text) }),
  ),
});

const row = object({
  name: text,
  title: text,
  operation: text,
  unit,
  better: literal("lower", "higher"),
  scale: optional(object({ series: text, axis: text, at: number })),
  subjects: array(subject),
});

const resultSet = object({
  format: literal(1),
  effort: literal("quick", "brief", "full"),
  ended: literal("complete", "early"),
  startedAt: text,
  lastedMs: number,
  rounds: number,
  rule: text,
  machine: object({ cpu: text, cores: number, memoryBytes: number, platform: text, arch: text }),
  commit: (value: unknown, path: string) => (value === null ? null : text(value, path)),
  versions: map(text),
  suites: array(object({ name: text, title: text, rows: array(row) })),
});

/** The result set that this JSON value is. Throws ShapeError, which names the place that is wrong. */
export function readResultSet(value: unknown): ResultSet {
  return resultSet(value, "results") as ResultSet;
}
