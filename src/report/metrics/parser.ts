/**
 * From text to the plain tree of `syntax.ts`, by tree-sitter's engine and its grammars. Nothing
 * else in the metrics knows tree-sitter.
 *
 * The engine and the grammars are loaded when a parser is opened and not when this module is, as
 * the package does without both; whoever measures installs them.
 */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Language as Grammar, Node, TreeCursor } from "web-tree-sitter";
import { GrammarMissingError, SourceSyntaxError } from "./errors.ts";
import type { Language } from "./language.ts";
import { LANGUAGES } from "./languages.ts";
import type { RowRange, SyntaxNode, SyntaxTree } from "./syntax.ts";

/** Reads sources of every language in the table of languages. */
export interface SourceParser {
  /**
   * @param path only named in errors; nothing is read from it.
   * @throws {SourceSyntaxError} where the grammar does not accept the text.
   */
  parse(path: string, source: string, language: Language): SyntaxTree;
}

/**
 * Loads the engine and all grammars.
 *
 * @throws {GrammarMissingError} where their packages are not installed.
 */
export async function openParser(): Promise<SourceParser> {
  const { engine, grammars } = await load();
  const parser = new engine.Parser();
  return {
    parse(path, source, language) {
      parser.setLanguage(grammars.get(language) ?? null);
      const unread = unreadIn(source, language);
      const tree = parser.parse(without(source, unread));
      if (tree === null) throw new Error(`tree-sitter gave no tree for ${path}`);
      try {
        if (tree.rootNode.hasError) throw syntaxError(path, language, tree.rootNode);
        return new Converter(source, language, unread).convert(tree.walk());
      } finally {
        tree.delete();
      }
    },
  };
}

function without(source: string, words: readonly UnreadWord[]): string {
  return words.reduce(
    (text, { word, index }) =>
      text.slice(0, index) + " ".repeat(word.length) + text.slice(index + word.length),
    source,
  );
}

/** The words that the parser is not shown, in the order of the text, and what they stand in. */
function unreadIn(source: string, language: Language): UnreadWord[] {
  return language.unread
    .flatMap(({ words, within }) =>
      Array.from(source.matchAll(words), ({ 0: word, index }) => ({ word, index, within })),
    )
    .sort((one, other) => one.index - other.index);
}

interface UnreadWord {
  readonly word: string;
  readonly index: number;
  readonly within: string;
}

async function load() {
  try {
    const engine = await import("web-tree-sitter");
    const require = createRequire(import.meta.url);
    const folder = dirname(require.resolve("@vscode/tree-sitter-wasm/package.json"));
    await engine.Parser.init();
    const grammars = new Map<Language, Grammar>();
    for (const language of LANGUAGES) {
      const bytes = await readFile(join(folder, "wasm", language.grammar));
      grammars.set(language, await engine.Language.load(bytes));
    }
    return { engine, grammars };
  } catch (cause) {
    throw isNotInstalled(cause) ? new GrammarMissingError(cause) : cause;
  }
}

function isNotInstalled(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND" || code === "ENOENT";
}

function syntaxError(path: string, language: Language, root: Node): SourceSyntaxError {
  const fault = firstFault(root);
  const { row, column } = fault.startPosition;
  const line = fault.text.split("\n", 1)[0] ?? "";
  const found = fault.isMissing
    ? `a place where ${JSON.stringify(fault.type)} is missing`
    : JSON.stringify(line.length > 40 ? `${line.slice(0, 40)}...` : line);
  return new SourceSyntaxError(path, language.name, row + 1, column + 1, found);
}

/**
 * The first place, in the order of the text, that the grammar could not read or had to invent. An
 * error often spans all that was open when the grammar gave up, so an error inside it says more.
 */
function firstFault(node: Node): Node {
  const inside = node.children.find((child) => child.hasError || child.isError || child.isMissing);
  return inside === undefined ? node : firstFault(inside);
}

type OpenNode = SyntaxNode & { children: SyntaxNode[]; field: string | undefined };

class Converter {
  readonly #source: string;
  readonly #language: Language;
  readonly #comments: RowRange[] = [];
  readonly #unread: readonly UnreadWord[];

  constructor(source: string, language: Language, unread: readonly UnreadWord[]) {
    this.#source = source;
    this.#language = language;
    this.#unread = unread;
  }

  convert(cursor: TreeCursor): SyntaxTree {
    const root = this.#open(cursor, undefined);
    this.#addChildren(cursor, root);
    cursor.delete();
    return { root, comments: this.#comments, physicalLines: countLines(this.#source) };
  }

  #addChildren(cursor: TreeCursor, parent: OpenNode): void {
    if (!cursor.gotoFirstChild()) return;
    let readUpTo = parent.startIndex;
    do {
      this.#putBack(readUpTo, cursor, parent);
      this.#addChild(cursor, parent);
      readUpTo = cursor.endIndex;
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  #addChild(cursor: TreeCursor, parent: OpenNode): void {
    if (this.#language.trivia.has(cursor.nodeType)) return;
    const node = this.#open(cursor, parent);
    if (cursor.nodeIsNamed && this.#language.comments.has(node.kind)) {
      this.#comments.push(node);
      return;
    }
    const isLeaf = cursor.currentNode.childCount === 0;
    this.#addChildren(cursor, node);
    this.#nameByPlace(node);
    const saysNothing = isLeaf ? node.text.trim() === "" : node.children.length === 0;
    if (saysNothing) return;
    if (this.#language.isDocumentation(node)) this.#comments.push(node);
    else parent.children.push(node);
  }

  /** Adds the words that the parser was not shown between `readUpTo` and where the cursor is. */
  #putBack(readUpTo: number, cursor: TreeCursor, parent: OpenNode): void {
    for (const { word, index, within } of this.#unread) {
      if (within !== parent.kind || index < readUpTo || index >= cursor.startIndex) continue;
      const row = this.#source.slice(parent.startIndex, index).split("\n").length - 1;
      parent.children.push({
        kind: word,
        named: false,
        field: undefined,
        parent,
        children: [],
        text: word,
        startIndex: index,
        endIndex: index + word.length,
        startRow: parent.startRow + row,
        endRow: parent.startRow + row,
      });
    }
  }

  #open(cursor: TreeCursor, parent: SyntaxNode | undefined): OpenNode {
    return {
      kind: cursor.nodeType,
      named: cursor.nodeIsNamed,
      field: cursor.currentFieldName ?? undefined,
      parent,
      children: [],
      text: this.#source.slice(cursor.startIndex, cursor.endIndex),
      startIndex: cursor.startIndex,
      endIndex: cursor.endIndex,
      startRow: cursor.startPosition.row,
      endRow: cursor.endPosition.row,
    };
  }

  #nameByPlace(parent: OpenNode): void {
    const fields = this.#language.fields[parent.kind];
    if (fields === undefined) return;
    const named = (parent.children as OpenNode[]).filter((child) => child.named);
    for (const [place, child] of named.entries()) child.field = fields[place];
  }
}

function countLines(source: string): number {
  const newlines = source.split("\n").length - 1;
  return source === "" || source.endsWith("\n") ? newlines : newlines + 1;
}
