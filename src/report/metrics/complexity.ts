/**
 * Complexity: cyclomatic (McCabe), cognitive (SonarSource) and nesting, in one walk that knows the
 * roles of `language.ts` and no language.
 *
 * Invariants:
 * - What is written in a function is counted for the innermost function around it, or for the
 *   file's top level, and never twice; sums over a file are sums over its functions.
 * - The nesting level is counted from the outermost function around a place, or from the file's
 *   top level: a function that no function encloses starts at 0 wherever it stands.
 * - The part of a structure that decides (a condition, what a loop runs over) is at the level
 *   around the structure; the part that is decided about is one level further in.
 */

import { controlRoleOf, type Language, type Method } from "./language.ts";
import { calleeOf, nameOf } from "./naming.ts";
import { type Call, recursiveAmong } from "./recursion.ts";
import type { SyntaxNode } from "./syntax.ts";

/** What was counted for one function, or for the top level of a file. */
interface Tally {
  /** Places where the flow forks in two. */
  decisions: number;
  /** Cognitive increments, those of functions written inside it left out. */
  cognitive: number;
  /** The deepest nesting level in it, those of functions written inside it included. */
  deepest: number;
}

export interface FunctionTally extends Tally {
  readonly node: SyntaxNode;
  readonly name: string | undefined;
  readonly method: Method | undefined;
  readonly enclosing: FunctionTally | undefined;
  /** The nesting level at which its body starts. */
  readonly level: number;
  readonly calls: Call[];
}

export interface ComplexityTallies {
  readonly topLevel: Tally;
  /** In the order in which they begin. */
  readonly functions: readonly FunctionTally[];
}

/** Walks the whole tree once. */
export function complexityOf(root: SyntaxNode, language: Language): ComplexityTallies {
  const walk = new Walk(language);
  const topLevel: Tally = { decisions: 0, cognitive: 0, deepest: 0 };
  walk.children(root, { tally: topLevel, within: undefined, level: 0 });
  for (const recursive of recursiveAmong(walk.functions)) recursive.cognitive += 1;
  return { topLevel, functions: walk.functions };
}

/** Where the walk stands: whose code it is, and how deep. */
interface Place {
  readonly tally: Tally;
  readonly within: FunctionTally | undefined;
  readonly level: number;
}

const CONSEQUENCE: ReadonlySet<string> = new Set(["consequence"]);
const BODY: ReadonlySet<string> = new Set(["body"]);
const EITHER: ReadonlySet<string> = new Set(["consequence", "alternative"]);

class Walk {
  readonly functions: FunctionTally[] = [];
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
  }

  children(node: SyntaxNode, place: Place): void {
    for (const child of node.children) this.#visit(child, place);
  }

  #visit(node: SyntaxNode, place: Place): void {
    switch (this.#roleOf(node)) {
      case "function":
        return this.#function(node, place);
      case "branch":
        decides(place);
        breaksFlow(place);
        return this.#arms(node, CONSEQUENCE, place);
      case "loop":
        decides(place);
        breaksFlow(place);
        return this.#arms(node, BODY, place);
      case "conditional":
        decides(place);
        breaksFlow(place);
        return this.#parts(node, EITHER, place);
      case "catch":
        decides(place);
        breaksFlow(place);
        return this.children(node, deeper(place));
      case "switch":
        breaksFlow(place);
        return this.children(node, place);
      case "case":
        decides(place);
        return this.children(node, deeper(place));
      case "defaultCase":
        return this.children(node, deeper(place));
      case "else":
        return this.#else(node, place);
      case "logical":
        decides(place);
        if (!this.#continuesSequence(node)) place.tally.cognitive += this.#sequencesIn(node);
        return this.children(node, place);
      case "fork":
        decides(place);
        return this.children(node, place);
      case "jump":
        place.tally.cognitive += 1;
        return;
      case "call":
        this.#call(node, place);
        return this.children(node, place);
      default:
        return this.children(node, place);
    }
  }

  #roleOf(node: SyntaxNode) {
    return controlRoleOf(this.#language, node);
  }

  #function(node: SyntaxNode, place: Place): void {
    const level = place.within === undefined ? 0 : deeper(place).level;
    const tally: FunctionTally = {
      decisions: 0,
      cognitive: 0,
      deepest: level,
      node,
      name: nameOf(node, this.#language),
      method: this.#language.naming.methodOf(node),
      enclosing: place.within,
      level,
      calls: [],
    };
    this.functions.push(tally);
    this.children(node, { tally, within: tally, level });
    if (place.within !== undefined) {
      place.within.deepest = Math.max(place.within.deepest, tally.deepest);
    }
  }

  /** A structure with an `alternative`: what is not taken, or what follows a loop. */
  #arms(node: SyntaxNode, nested: ReadonlySet<string>, place: Place): void {
    for (const child of node.children) {
      if (child.field === "alternative") this.#alternative(child, place);
      else this.#part(child, nested, place);
    }
  }

  #parts(node: SyntaxNode, nested: ReadonlySet<string>, place: Place): void {
    for (const child of node.children) this.#part(child, nested, place);
  }

  #part(child: SyntaxNode, nested: ReadonlySet<string>, place: Place): void {
    const isNested = child.field !== undefined && nested.has(child.field);
    this.#visit(child, isNested ? deeper(place) : place);
  }

  #alternative(node: SyntaxNode, place: Place): void {
    const role = this.#roleOf(node);
    if (role === "branch" || role === "elseIf") this.#elseIf(node, place);
    else this.#else(node, place);
  }

  /** A chain of conditions reads straight down: the level does not grow along it. */
  #elseIf(node: SyntaxNode, place: Place): void {
    decides(place);
    place.tally.cognitive += 1;
    this.#arms(node, CONSEQUENCE, place);
  }

  #else(node: SyntaxNode, place: Place): void {
    const statements = node.children.filter((child) => child.named);
    const only = statements.length === 1 ? statements[0] : undefined;
    if (only !== undefined && this.#roleOf(only) === "branch") {
      return this.#elseIf(only, place);
    }
    place.tally.cognitive += 1;
    this.children(node, deeper(place));
  }

  #call(node: SyntaxNode, place: Place): void {
    const call = calleeOf(node, this.#language);
    if (call !== undefined) place.within?.calls.push(call);
  }

  #continuesSequence(node: SyntaxNode): boolean {
    let above = node.parent;
    while (above?.kind === PARENTHESES) above = above.parent;
    return above !== undefined && this.#roleOf(above) === "logical";
  }

  /** One for each run of the same operator, read left to right without the parentheses. */
  #sequencesIn(root: SyntaxNode): number {
    const operators: string[] = [];
    const read = (node: SyntaxNode): void => {
      if (node.kind === PARENTHESES) return node.children.forEach(read);
      if (this.#roleOf(node) !== "logical") return;
      for (const child of node.children) {
        if (child.field === "operator") operators.push(child.text);
        else read(child);
      }
    };
    read(root);
    return operators.filter((operator, place) => operator !== operators[place - 1]).length;
  }
}

/** All three grammars name it so. */
const PARENTHESES = "parenthesized_expression";

function decides(place: Place): void {
  place.tally.decisions += 1;
}

/** What breaks the linear flow costs one, and one more for each level around it. */
function breaksFlow(place: Place): void {
  place.tally.cognitive += 1 + place.level;
}

function deeper(place: Place): Place {
  const level = place.level + 1;
  place.tally.deepest = Math.max(place.tally.deepest, level);
  return { ...place, level };
}
