/**
 * TypeScript's table.
 *
 * `await`, `yield`, `yield*`, `using`, `try` and `finally` play no part: each is a step that is
 * always taken. `?.`, `??`, `&&=`, `||=` and `??=` fork the flow and read as one step. Types play
 * no part, conditional types among them: nothing of them runs. A default value of a parameter is
 * part of the signature, as in Python, and plays no part.
 */

import { byOperator, jumpWithLabel, type Language } from "../language.ts";
import { ancestorOf, childOf, type SyntaxNode } from "../syntax.ts";

const CLASSES = new Set(["class_declaration", "abstract_class_declaration", "class"]);
const CLASS_OR_OBJECT = new Set([...CLASSES, "object"]);
const MEMBERS = new Set(["method_definition", "public_field_definition", "pair"]);

export const typescript: Language = {
  name: "TypeScript",
  extension: ".ts",
  grammar: "tree-sitter-typescript.wasm",
  comments: new Set(["comment", "html_comment", "hash_bang_line"]),
  trivia: new Set([";"]),
  // Each of these words, where it stands before and after what it must, is nothing else in the
  // language: `in T` and `out T` on one line, `export type *`, `for (using x of y)`.
  unread: [
    {
      words:
        /(?<=[<,](?:\s|\/\/.*\n|\/\*[^*]*\*\/)*(?:const\s+)?(?:in[ \t]+)?)\b(?:in|out)(?=[ \t]+[\p{ID_Start}$_])/gu,
      within: "type_parameters",
    },
    { words: /(?<=\bexport\s+)type(?=\s*\*)/gu, within: "export_statement" },
    {
      words:
        /(?<=\bfor\s*(?:await\s*)?\(\s*(?:await\s+)?)using(?=\s+[\p{ID_Start}$_][\p{ID_Continue}$]*\s+of\b)/gu,
      within: "for_in_statement",
    },
    {
      words: /(?<=\bfor\s*(?:await\s*)?\(\s*)await(?=\s+using\s)/gu,
      within: "for_in_statement",
    },
  ],
  isDocumentation: () => false,
  fields: {},
  lexical: {
    string: "literal",
    template_string: "literal",
    template_literal_type: "literal",
    regex: "literal",
    template_substitution: "interpolation",
    template_type: "interpolation",
  },
  control: {
    function_declaration: "function",
    function_expression: "function",
    generator_function_declaration: "function",
    generator_function: "function",
    arrow_function: "function",
    method_definition: "function",
    if_statement: "branch",
    else_clause: "else",
    for_statement: "loop",
    for_in_statement: "loop",
    while_statement: "loop",
    do_statement: "loop",
    switch_statement: "switch",
    switch_case: "case",
    switch_default: "defaultCase",
    catch_clause: "catch",
    ternary_expression: "conditional",
    binary_expression: byOperator({ "&&": "logical", "||": "logical", "??": "fork" }),
    augmented_assignment_expression: byOperator({ "&&=": "fork", "||=": "fork", "??=": "fork" }),
    break_statement: jumpWithLabel("statement_identifier"),
    continue_statement: jumpWithLabel("statement_identifier"),
    call_expression: "call",
  },
  signs: { "?.": "fork" },
  naming: {
    bindings: {
      variable_declarator: { name: "name", value: "value" },
      assignment_expression: { name: "left", value: "right" },
      public_field_definition: { name: "name", value: "value" },
      pair: { name: "key", value: "value" },
    },
    member: { kind: "member_expression", object: "object", property: "property" },
    methodOf,
  },
};

function methodOf(node: SyntaxNode): { owner: string | undefined; self: string } | undefined {
  const member = MEMBERS.has(node.kind) ? node : node.parent;
  if (member === undefined || !MEMBERS.has(member.kind)) return undefined;
  const holder = ancestorOf(member, CLASS_OR_OBJECT);
  const named = holder !== undefined && CLASSES.has(holder.kind) ? holder : undefined;
  return { owner: named && childOf(named, "name")?.text, self: "this" };
}
