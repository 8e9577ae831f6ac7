/** How a function is called in reports and in the search for recursion, and what it calls. */

import { bindingOf, type Language } from "./language.ts";
import type { Call } from "./recursion.ts";
import { childOf, type SyntaxNode } from "./syntax.ts";

/**
 * The name that a function declares, or that its place gives it: the variable, field or property
 * whose value it is. Undefined for a function that is passed on or called in place.
 */
export function nameOf(node: SyntaxNode, language: Language): string | undefined {
  return childOf(node, "name")?.text ?? nameByPlace(node, language);
}

function nameByPlace(node: SyntaxNode, language: Language): string | undefined {
  // Go keeps several names and several values in a list each: the third value has the third name.
  const above = node.parent;
  const binder = above !== undefined && isList(above) ? above.parent : above;
  const binding = binder && bindingOf(language, binder);
  if (binder === undefined || binding === undefined) return undefined;
  const place = partsOf(binder, binding.value).indexOf(node);
  return place < 0 ? undefined : partsOf(binder, binding.name)[place]?.text;
}

function partsOf(binder: SyntaxNode, field: string): SyntaxNode[] {
  return binder.children
    .filter((child) => child.field === field)
    .flatMap((part) => (isList(part) ? part.children : [part]))
    .filter((part) => part.named);
}

function isList(node: SyntaxNode): boolean {
  return node.kind === "expression_list";
}

/** What a call calls, where it is a name or a member of a name. */
export function calleeOf(call: SyntaxNode, language: Language): Call | undefined {
  const callee = childOf(call, "function");
  if (callee === undefined) return undefined;
  if (callee.kind === "identifier") return { name: callee.text, receiver: undefined };
  const { kind, object, property } = language.naming.member;
  if (callee.kind !== kind) return undefined;
  const receiver = childOf(callee, object)?.text;
  const name = childOf(callee, property)?.text;
  return receiver === undefined || name === undefined ? undefined : { name, receiver };
}
