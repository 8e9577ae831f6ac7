/**
 * What the walkers must be told of a language: a table from the grammar's node kinds to the parts
 * they play. The walkers know parts only, so one rule is one piece of code for all languages.
 *
 * A part is looked up by the kind of a named node. Keywords and signs have a table of their own,
 * as grammars spell some of them like a node (`lambda` is both in Python).
 */

import type { SyntaxNode } from "./syntax.ts";

/**
 * The part that a node plays in the flow of control.
 *
 * - `function`: opens a function, closures and methods included
 * - `branch`: an `if`, with its `consequence` and `alternative` fields
 * - `elseIf`: a further condition of a branch that the grammar does not write as a branch (`elif`)
 * - `else`: what runs where no condition held, or no loop was left early, or nothing was thrown
 * - `loop`: runs its `body` field again and again
 * - `switch`: chooses among cases, Go's `select` among them
 * - `case`, `defaultCase`: one choice of a switch; the latter is taken when no other is
 * - `catch`: handles what was thrown
 * - `conditional`: an expression that is one of `consequence` and `alternative`
 * - `logical`: `and` and `or`, with an `operator` field
 * - `fork`: may leave something unevaluated, yet reads as one step
 * - `jump`: leaves for a label
 * - `call`: calls its `function` field
 */
export type ControlRole =
  | "function"
  | "branch"
  | "elseIf"
  | "else"
  | "loop"
  | "switch"
  | "case"
  | "defaultCase"
  | "catch"
  | "conditional"
  | "logical"
  | "fork"
  | "jump"
  | "call";

/** A role, or a rule that tells it from the node where the kind alone does not. */
export type ControlRule = ControlRole | ((node: SyntaxNode) => ControlRole | undefined);

/**
 * The part that a node plays in counting tokens.
 *
 * - `literal`: one token whatever the grammar cuts it into
 * - `interpolation`: holds expressions within a literal
 * - `format`: within an interpolation, still the literal's (`!r`, `:>10`)
 */
export type LexicalRole = "literal" | "interpolation" | "format";

/** A construct that gives a name to a value, which may be a function: `const f = () => 1`. */
export interface Binding {
  readonly name: string;
  readonly value: string;
}

/** What a method hangs on, and what its own body calls it. */
export interface Method {
  /** The class or receiver type; undefined for a method of an object without a name. */
  readonly owner: string | undefined;
  readonly self: string | undefined;
}

/** How functions are named and called, for the sake of recursion and of readable reports. */
interface Naming {
  /** Kinds that name their value, with the fields of both. */
  readonly bindings: Readonly<Record<string, Binding>>;
  /** The kind of `object.member`, with the fields of both. */
  readonly member: { readonly kind: string; readonly object: string; readonly property: string };
  /** Tells a method from a function that is called by its bare name. */
  methodOf(node: SyntaxNode): Method | undefined;
}

export interface Language {
  readonly name: "TypeScript" | "Go" | "Python";
  readonly extension: string;
  /** The grammar's file, within the package of grammars. */
  readonly grammar: string;
  /** Kinds whose text says nothing to the machine but something to the reader. */
  readonly comments: ReadonlySet<string>;
  /** Kinds whose text says nothing at all. */
  readonly trivia: ReadonlySet<string>;
  /**
   * Words that are in the language and not in the grammar, and whose absence changes nothing that
   * the grammar reads: the parser is shown spaces in their place, and each is put back as a token
   * under the node of kind `within` that it stands in.
   */
  readonly unread: readonly { readonly words: RegExp; readonly within: string }[];
  /** A statement that only documents, and counts as a comment. */
  isDocumentation(node: SyntaxNode): boolean;
  /** Field names for kinds whose children the grammar leaves unnamed, by place among the named. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly lexical: Readonly<Record<string, LexicalRole>>;
  readonly control: Readonly<Record<string, ControlRule>>;
  /** Roles of keywords and signs. */
  readonly signs: Readonly<Record<string, ControlRole>>;
  readonly naming: Naming;
}

/** The role of `node` in the flow of control, if it has one. */
export function controlRoleOf(language: Language, node: SyntaxNode): ControlRole | undefined {
  if (!node.named) return ownEntry(language.signs, node.kind);
  const rule = ownEntry(language.control, node.kind);
  return typeof rule === "function" ? rule(node) : rule;
}

/** The role of `node` in counting tokens, if it has one. */
export function lexicalRoleOf(language: Language, node: SyntaxNode): LexicalRole | undefined {
  return node.named ? ownEntry(language.lexical, node.kind) : undefined;
}

/** How `node` names a value, if it does. */
export function bindingOf(language: Language, node: SyntaxNode): Binding | undefined {
  return ownEntry(language.naming.bindings, node.kind);
}

// A kind may be spelt like a member of Object.prototype: TypeScript has the keyword `constructor`.
function ownEntry<T>(table: Readonly<Record<string, T>>, kind: string): T | undefined {
  return Object.hasOwn(table, kind) ? table[kind] : undefined;
}

/** A rule for binary operators: `roles` says what each operator is; the others are nothing. */
export function byOperator(roles: Readonly<Record<string, ControlRole>>): ControlRule {
  return (node) => {
    const operator = node.children.find((child) => child.field === "operator");
    return operator === undefined ? undefined : ownEntry(roles, operator.text);
  };
}

/** A rule for `break` and `continue`: a jump where they name a label, a node of kind `label`. */
export function jumpWithLabel(label: string): ControlRule {
  return (node) => (node.children.some((child) => child.kind === label) ? "jump" : undefined);
}
