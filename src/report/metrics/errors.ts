/**
 * The ways in which a source cannot be measured. Each message names the file and says what to do;
 * each is thrown before any figure is given out, so a figure is never that of half a file.
 */

/** The file's extension names none of the languages that have a grammar here. */
export class UnknownLanguageError extends Error {
  override readonly name = "UnknownLanguageError";
  readonly path: string;

  constructor(path: string, extensions: readonly string[]) {
    super(`${path}: cannot be measured, its name ends in none of ${extensions.join(", ")}`);
    this.path = path;
  }
}

/** The grammar of the file's language does not accept its text. */
export class SourceSyntaxError extends Error {
  override readonly name = "SourceSyntaxError";
  readonly path: string;
  /** The line at which the grammar lost the thread; the first line is 1. */
  readonly line: number;
  /** The column there, in UTF-16 code units; the first column is 1. */
  readonly column: number;

  constructor(path: string, language: string, line: number, column: number, found: string) {
    super(`${path}:${line}:${column}: not ${language} that its grammar reads, at ${found}`);
    this.path = path;
    this.line = line;
    this.column = column;
  }
}

/** No file or folder stands at a path that was to be measured. */
export class SourceMissingError extends Error {
  override readonly name = "SourceMissingError";
  readonly path: string;

  constructor(path: string) {
    super(`${path}: no such file or folder to measure`);
    this.path = path;
  }
}

/** The paths exist, and none of them holds a source of a language that is measured. */
export class NothingToMeasureError extends Error {
  override readonly name = "NothingToMeasureError";

  constructor(paths: readonly string[], extensions: readonly string[]) {
    super(`no file that ends in ${extensions.join(", ")} under ${paths.join(", ")}`);
  }
}

/** tree-sitter's engine or a grammar is not installed: the package itself depends on neither. */
export class GrammarMissingError extends Error {
  override readonly name = "GrammarMissingError";

  constructor(cause: unknown) {
    super(
      "the code metrics read sources with tree-sitter, which is not installed; " +
        "npm install --save-dev web-tree-sitter @vscode/tree-sitter-wasm",
      { cause },
    );
  }
}
