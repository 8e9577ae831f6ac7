/**
 * Python's table.
 *
 * `with`, `async with`, `await`, `try`, `finally` and `assert` play no part: each is a step that is
 * always taken. Every `except` (and `except*`) catches; the `else` of a `try` or a loop is an else.
 * A comprehension forks at each `for` and each `if` and reads as one step; so does the guard of a
 * `case`. `case _` is the default. A string that stands alone as a statement is documentation.
 */

import type { ControlRule, Language } from "../language.ts";
import { ancestorOf, childOf, type SyntaxNode } from "../syntax.ts";

const HOLDERS = new Set(["class_definition", "function_definition"]);

const caseOrWildcard: ControlRule = (node) => {
  const patterns = node.children.filter((child) => child.kind === "case_pattern");
  return patterns.length === 1 && patterns[0]?.text === "_" ? "defaultCase" : "case";
};

export const python: Language = {
  name: "Python",
  extension: ".py",
  grammar: "tree-sitter-python.wasm",
  comments: new Set(["comment"]),
  trivia: new Set([";", "line_continuation"]),
  unread: [],
  isDocumentation: (node) =>
    node.kind === "expression_statement" &&
    node.children.length === 1 &&
    node.children[0]?.kind === "string" &&
    !node.children[0].children.some((child) => child.kind === "interpolation"),
  fields: { conditional_expression: ["consequence", "condition", "alternative"] },
  lexical: {
    string: "literal",
    interpolation: "interpolation",
    format_expression: "interpolation",
    type_conversion: "format",
    format_specifier: "format",
  },
  control: {
    function_definition: "function",
    lambda: "function",
    if_statement: "branch",
    elif_clause: "elseIf",
    else_clause: "else",
    for_statement: "loop",
    while_statement: "loop",
    match_statement: "switch",
    case_clause: caseOrWildcard,
    except_clause: "catch",
    conditional_expression: "conditional",
    boolean_operator: "logical",
    for_in_clause: "fork",
    if_clause: "fork",
    call: "call",
  },
  signs: {},
  naming: {
    bindings: { assignment: { name: "left", value: "right" } },
    member: { kind: "attribute", object: "object", property: "attribute" },
    methodOf,
  },
};

function methodOf(
  node: SyntaxNode,
): { owner: string | undefined; self: string | undefined } | undefined {
  const holder = ancestorOf(node, HOLDERS);
  if (node.kind !== "function_definition" || holder?.kind !== "class_definition") return undefined;
  const first = childOf(node, "parameters")?.children.find((child) => child.named);
  return { owner: childOf(holder, "name")?.text, self: first?.text };
}
