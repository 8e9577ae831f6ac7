/**
 * A source as the metrics see it: a plain tree, free of the parser that made it and of all that
 * the language lets a writer add or leave out without saying anything.
 *
 * Invariants:
 * - No comment, documentation string, line continuation or statement separator is in the tree;
 *   the lines of the first two are kept beside it. What is left is what the program says.
 * - A leaf is one token as the grammar cuts it, never empty and never mere white space.
 * - `children` are in the order of the text, and each child's `parent` is the node it hangs from.
 */

/** A node of the tree. Rows count from 0, indices are UTF-16 code units from the file's start. */
export interface SyntaxNode {
  /** The grammar's name for it; for a keyword or a sign, its own text. */
  readonly kind: string;
  /** False for keywords and signs, whose kind may be spelt as that of a node (`lambda`, `class`). */
  readonly named: boolean;
  /** The part it plays in its parent, where the grammar or the language's table names one. */
  readonly field: string | undefined;
  readonly parent: SyntaxNode | undefined;
  readonly children: readonly SyntaxNode[];
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startRow: number;
  readonly endRow: number;
}

/** A range of whole lines, both ends included. */
export interface RowRange {
  readonly startRow: number;
  readonly endRow: number;
}

/** One parsed source. */
export interface SyntaxTree {
  readonly root: SyntaxNode;
  /** Where comments and documentation strings stand. */
  readonly comments: readonly RowRange[];
  /** Lines as an editor counts them: a newline at the end of the file opens no further line. */
  readonly physicalLines: number;
}

/** The first child that plays the part `field`. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** The nearest node above `node` whose kind is one of `kinds`. */
export function ancestorOf(node: SyntaxNode, kinds: ReadonlySet<string>): SyntaxNode | undefined {
  let above = node.parent;
  while (above !== undefined && !kinds.has(above.kind)) above = above.parent;
  return above;
}
