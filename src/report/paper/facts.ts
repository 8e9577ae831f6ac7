/**
 * What the paper may say something about: figures of the run and metrics of the code, by name.
 *
 * Invariants: a fact that the material lacks is undefined, and never zero; who is better is what the run has
 * decided, and nothing is decided here.
 */

import type { Pair } from "../charts/complexity.ts";
import type { Material } from "../material.ts";
import type { Comparison } from "../metrics/comparison.ts";
import type { Totals } from "../metrics/measure.ts";
import { amount } from "../results/amount.ts";
import type { Idiom, Row, Subject } from "../results/result-set.ts";

/** `suite/row`, as `--only` has it. */
export type RowId = `${string}/${string}`;

/** Figures of code that two idioms are compared by. */
export type CodeFigure = "lines" | "tokens" | "functions" | "cyclomatic" | "cognitive" | "nesting";

const CODE: Readonly<Record<CodeFigure, (totals: Totals) => number>> = {
  lines: ({ lines }) => lines.source,
  tokens: ({ tokens }) => tokens,
  functions: ({ functions }) => functions,
  cyclomatic: ({ cyclomatic }) => cyclomatic,
  cognitive: ({ cognitive }) => cognitive,
  nesting: ({ nesting }) => nesting,
};

/** How the metrics call the two folders of Raft's twins. */
const IDIOM_OF: Readonly<Record<string, Idiom>> = { csp: "go", threads: "threads" };

/** It only names what a folder exports. */
const BARREL = "index";

const ALL_FILES = /: all files$/;

export class Facts {
  readonly #material: Material;

  constructor(material: Material) {
    this.#material = material;
  }

  row(id: RowId): Row | undefined {
    const [suiteName, rowName] = id.split("/");
    const suite = this.#material.results.suites.find(({ name }) => name === suiteName);
    return suite?.rows.find(({ name }) => name === rowName);
  }

  rowsOf(suiteName: string): readonly Row[] {
    return this.#material.results.suites.find(({ name }) => name === suiteName)?.rows ?? [];
  }

  subject(id: RowId, name: string): Subject | undefined {
    return this.row(id)?.subjects.find((subject) => subject.name === name);
  }

  median(id: RowId, name: string): number | undefined {
    return this.subject(id, name)?.summary?.median;
  }

  beats(id: RowId, one: string, other: string): boolean {
    return this.subject(id, one)?.summary?.beats.includes(other) ?? false;
  }

  /** How many times the greater is the lesser, between two medians. */
  ratio(id: RowId, one: string, other: string): number | undefined {
    const [a, b] = [this.median(id, one), this.median(id, other)];
    if (a === undefined || b === undefined) return undefined;
    const [less, more] = [Math.min(a, b), Math.max(a, b)];
    return less > 0 ? more / less : undefined;
  }

  /** For instance `173 ns`. */
  amount(id: RowId, name: string): string {
    const [row, median] = [this.row(id), this.median(id, name)];
    return row === undefined || median === undefined ? "?" : amount(median, row.unit);
  }

  /** The median of what stands beside a figure, such as messages a commit. */
  beside(id: RowId, name: string, what: string): number | undefined {
    const found = this.subject(id, name)?.outcome.beside.find((each) => each.what === what);
    const sorted = [...(found?.samples ?? [])].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }

  /** A figure of Raft's concurrency in one idiom, all files together. */
  code(figure: CodeFigure, idiom: Idiom): number | undefined {
    const all = this.#twins().find(({ title }) => ALL_FILES.test(title));
    const totals = all?.rows.find(({ label }) => IDIOM_OF[label] === idiom)?.totals;
    return totals === undefined ? undefined : CODE[figure](totals);
  }

  /** Raft's concurrency file by file, where both idioms have it, and the whole. */
  codePairs(): { readonly files: readonly Pair[]; readonly whole: Pair | undefined } {
    const pairs = this.#twins().flatMap(({ title, rows }): Pair[] => {
      const of = (idiom: Idiom) => rows.find(({ label }) => IDIOM_OF[label] === idiom)?.totals;
      const [goTotals, threads] = [of("go"), of("threads")];
      const label = title.replace(/^.*: /, "").replace(/\.ts$/, "");
      return goTotals === undefined || threads === undefined
        ? []
        : [{ label, go: goTotals, threads }];
    });
    return {
      files: pairs.filter(({ label }) => label !== "all files" && label !== BARREL),
      whole: pairs.find(({ label }) => label === "all files"),
    };
  }

  /** The examples taken together, a row for each language and idiom. */
  allExamples(): Comparison | undefined {
    return this.#material.comparisons.find(({ kind }) => kind === "allExamples");
  }

  #twins(): readonly Comparison[] {
    return this.#material.comparisons.filter(({ kind }) => kind === "twins");
  }
}
