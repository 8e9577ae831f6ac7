/**
 * Go's table.
 *
 * `select` is a switch over communications: a case for each, `default` taken when none is ready.
 * `go` and `defer` play no part, as the call is always made or noted; the function literal that
 * mostly follows them is a nested function like any other. `fallthrough` names no label and plays
 * no part. Go has neither exceptions nor a conditional expression: an error is an `if`.
 */

import { byOperator, jumpWithLabel, type Language } from "../language.ts";
import { childOf, type SyntaxNode } from "../syntax.ts";

export const go: Language = {
  name: "Go",
  extension: ".go",
  grammar: "tree-sitter-go.wasm",
  comments: new Set(["comment"]),
  trivia: new Set([";"]),
  unread: [],
  isDocumentation: () => false,
  fields: {},
  lexical: {
    interpreted_string_literal: "literal",
    raw_string_literal: "literal",
    rune_literal: "literal",
  },
  control: {
    function_declaration: "function",
    method_declaration: "function",
    func_literal: "function",
    if_statement: "branch",
    for_statement: "loop",
    expression_switch_statement: "switch",
    type_switch_statement: "switch",
    select_statement: "switch",
    expression_case: "case",
    type_case: "case",
    communication_case: "case",
    default_case: "defaultCase",
    binary_expression: byOperator({ "&&": "logical", "||": "logical" }),
    break_statement: jumpWithLabel("label_name"),
    continue_statement: jumpWithLabel("label_name"),
    goto_statement: "jump",
    call_expression: "call",
  },
  signs: {},
  naming: {
    bindings: {
      short_var_declaration: { name: "left", value: "right" },
      assignment_statement: { name: "left", value: "right" },
      var_spec: { name: "name", value: "value" },
    },
    member: { kind: "selector_expression", object: "operand", property: "field" },
    methodOf,
  },
};

function methodOf(
  node: SyntaxNode,
): { owner: string | undefined; self: string | undefined } | undefined {
  const receiver = childOf(node, "receiver")?.children.find(
    (child) => child.kind === "parameter_declaration",
  );
  if (receiver === undefined) return undefined;
  return { owner: typeName(childOf(receiver, "type")), self: childOf(receiver, "name")?.text };
}

/** The `T` of a receiver `T`, `*T`, `T[P]` or `*T[P]`. */
function typeName(type: SyntaxNode | undefined): string | undefined {
  if (type === undefined || type.kind === "type_identifier") return type?.text;
  return typeName(type.children.find((child) => child.named));
}
