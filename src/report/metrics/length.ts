/**
 * Code length: lines and tokens.
 *
 * Invariants, which hold for every source:
 * - physical = source + comment + blank: each line is exactly one of the three.
 * - Comments, blank lines, indentation and the spaces within a line change neither source lines
 *   nor tokens. Breaking a line in two changes source lines only.
 */

import { type Language, lexicalRoleOf } from "./language.ts";
import type { RowRange, SyntaxNode, SyntaxTree } from "./syntax.ts";

/** A token that counts, where it begins and the rows it covers. */
export interface Token extends RowRange {
  readonly startIndex: number;
}

/** Each line of a source is counted under exactly one of the last three. */
export interface LineCounts {
  /** All lines. */
  readonly physical: number;
  /** Lines that a token touches. */
  readonly source: number;
  /** Lines that a comment touches and no token does. */
  readonly comment: number;
  /** The other lines. */
  readonly blank: number;
}

const CLOSING = new Set([")", "]", "}", ">"]);

/**
 * The tokens of a source in the order of the text. A literal is one token, quotes included, and an
 * expression interpolated in it adds its own. A comma before a closing bracket is the formatter's
 * and does not count; statement separators are not in the tree.
 */
export function tokensOf(root: SyntaxNode, language: Language): Token[] {
  const tokens: Token[] = [];
  collect(root);
  return tokens;

  function collect(node: SyntaxNode): void {
    if (lexicalRoleOf(language, node) === "literal") {
      tokens.push(node);
      node.children.forEach(collectInterpolated);
    } else if (node.children.length > 0) {
      collectAll(node.children);
    } else if (node !== root) {
      tokens.push(node);
    }
  }

  function collectAll(siblings: readonly SyntaxNode[]): void {
    for (const [place, node] of siblings.entries()) {
      const next = siblings[place + 1];
      const isTrailingComma = node.kind === "," && next !== undefined && CLOSING.has(next.kind);
      if (!isTrailingComma) collect(node);
    }
  }

  function collectInterpolated(part: SyntaxNode): void {
    if (lexicalRoleOf(language, part) !== "interpolation") {
      part.children.forEach(collectInterpolated);
      return;
    }
    for (const child of part.children) {
      if (lexicalRoleOf(language, child) === "format") collectInterpolated(child);
      else if (child.named) collect(child);
    }
  }
}

/** The lines of a whole source. */
export function lineCountsOf(tree: SyntaxTree, tokens: readonly Token[]): LineCounts {
  const source = rowsOf(tokens);
  const comment = rowsOf(tree.comments);
  for (const row of source) comment.delete(row);
  return {
    physical: tree.physicalLines,
    source: source.size,
    comment: comment.size,
    blank: tree.physicalLines - source.size - comment.size,
  };
}

/** The rows that any of `ranges` touches. */
export function rowsOf(ranges: readonly RowRange[]): Set<number> {
  const rows = new Set<number>();
  for (const { startRow, endRow } of ranges) {
    for (let row = startRow; row <= endRow; row += 1) rows.add(row);
  }
  return rows;
}
