/**
 * The metrics of one source: what `length.ts` and `complexity.ts` count, for each function and for
 * the file.
 *
 * Invariants:
 * - The figures of a file that are sums (lines, tokens, functions, cyclomatic, cognitive) add up
 *   when files that share no names are joined; `nesting` and the maxima are the greater of both.
 * - cyclomatic of a file = cyclomatic of all its functions + decisions at its top level.
 * - cognitive of a file = cognitive of its outermost functions + increments at its top level.
 */

import { complexityOf, type FunctionTally } from "./complexity.ts";
import { languageOf } from "./languages.ts";
import { type LineCounts, lineCountsOf, rowsOf, type Token, tokensOf } from "./length.ts";
import { openParser } from "./parser.ts";

export interface FunctionMetrics {
  /** `f`, `Class.f`, or `<anonymous>` where nothing names it. */
  readonly name: string;
  /** The first line of the function; the file's first is 1. */
  readonly line: number;
  /** Lines from its first to its last, functions inside it included. */
  readonly lines: Pick<LineCounts, "physical" | "source">;
  /** Functions inside it included. */
  readonly tokens: number;
  /** 1 + its decisions; functions inside it have their own number. */
  readonly cyclomatic: number;
  /** Functions inside it included, as SonarSource counts them. */
  readonly cognitive: number;
  /** Levels below its body, functions inside it included. */
  readonly nesting: number;
  /** Whether it is written inside another function. */
  readonly nested: boolean;
}

/** The figures of a file, or of several taken together. */
export interface Totals {
  readonly lines: LineCounts;
  readonly tokens: number;
  readonly functions: number;
  readonly cyclomatic: number;
  /** The greatest of a single function. */
  readonly cyclomaticMax: number;
  readonly cognitive: number;
  /** The greatest of a single function. */
  readonly cognitiveMax: number;
  /** The deepest level anywhere. */
  readonly nesting: number;
}

export interface FileMetrics extends Totals {
  readonly path: string;
  readonly language: string;
  /** In the order in which they begin. */
  readonly functionList: readonly FunctionMetrics[];
}

/** Measures sources. */
export interface Measurer {
  /**
   * @param path tells the language and is named in errors; nothing is read from it.
   * @throws {UnknownLanguageError} where the path's extension is of no known language.
   * @throws {SourceSyntaxError} where the grammar does not accept the text.
   */
  measure(path: string, source: string): FileMetrics;
}

/**
 * Loads the grammars and gives a measurer that may be used for any number of sources.
 *
 * @throws {GrammarMissingError} where tree-sitter's packages are not installed.
 */
export async function openMeasurer(): Promise<Measurer> {
  const parser = await openParser();
  return {
    measure(path, source) {
      const language = languageOf(path);
      const tree = parser.parse(path, source, language);
      const tokens = tokensOf(tree.root, language);
      const { topLevel, functions } = complexityOf(tree.root, language);
      const functionList = functions.map((tally) => metricsOf(tally, functions, tokens));
      return {
        path,
        language: language.name,
        lines: lineCountsOf(tree, tokens),
        tokens: tokens.length,
        functions: functions.length,
        cyclomatic: sum(functionList, (each) => each.cyclomatic) + topLevel.decisions,
        cyclomaticMax: max(functionList, (each) => each.cyclomatic),
        cognitive: sum(functions, (each) => each.cognitive) + topLevel.cognitive,
        cognitiveMax: max(functionList, (each) => each.cognitive),
        nesting: Math.max(
          topLevel.deepest,
          max(functionList, (each) => each.nesting),
        ),
        functionList,
      };
    },
  };
}

/** The figures of several files taken together; zeros for none. */
export function totalsOf(files: readonly Totals[]): Totals {
  return {
    lines: {
      physical: sum(files, (file) => file.lines.physical),
      source: sum(files, (file) => file.lines.source),
      comment: sum(files, (file) => file.lines.comment),
      blank: sum(files, (file) => file.lines.blank),
    },
    tokens: sum(files, (file) => file.tokens),
    functions: sum(files, (file) => file.functions),
    cyclomatic: sum(files, (file) => file.cyclomatic),
    cyclomaticMax: max(files, (file) => file.cyclomaticMax),
    cognitive: sum(files, (file) => file.cognitive),
    cognitiveMax: max(files, (file) => file.cognitiveMax),
    nesting: max(files, (file) => file.nesting),
  };
}

function metricsOf(
  tally: FunctionTally,
  functions: readonly FunctionTally[],
  tokens: readonly Token[],
): FunctionMetrics {
  const { node, method } = tally;
  const own = tokens.filter(
    ({ startIndex }) => node.startIndex <= startIndex && startIndex < node.endIndex,
  );
  const inside = functions.filter((other) => encloses(tally, other));
  const name = tally.name ?? "<anonymous>";
  return {
    name: method?.owner === undefined ? name : `${method.owner}.${name}`,
    line: node.startRow + 1,
    lines: { physical: node.endRow - node.startRow + 1, source: rowsOf(own).size },
    tokens: own.length,
    cyclomatic: 1 + tally.decisions,
    cognitive: sum(inside, (each) => each.cognitive),
    nesting: tally.deepest - tally.level,
    nested: tally.enclosing !== undefined,
  };
}

/** Whether `inner` is `outer` or is written inside it. */
function encloses(outer: FunctionTally, inner: FunctionTally): boolean {
  let around: FunctionTally | undefined = inner;
  while (around !== undefined && around !== outer) around = around.enclosing;
  return around === outer;
}

function sum<T>(all: readonly T[], figure: (each: T) => number): number {
  return all.reduce((total, each) => total + figure(each), 0);
}

function max<T>(all: readonly T[], figure: (each: T) => number): number {
  return all.reduce((greatest, each) => Math.max(greatest, figure(each)), 0);
}
