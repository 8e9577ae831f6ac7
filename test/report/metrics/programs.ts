/**
 * Small programs, drawn at random, that TypeScript, Go and Python all say in the same way; their
 * text in each language, as lines that a formatter may still spread; and what complexity they have,
 * counted from the program itself and not from any text.
 */

import fc from "fast-check";
import type { LanguageName } from "./snippets.ts";

type Condition =
  | { readonly is: "name" }
  | { readonly is: "not"; readonly of: Condition }
  | { readonly is: "and" | "or"; readonly left: Condition; readonly right: Condition };

type Statement =
  | { readonly is: "step"; readonly value: Condition }
  | { readonly is: "loop"; readonly while: Condition; readonly body: readonly Statement[] }
  | {
      readonly is: "branch";
      readonly arms: readonly { readonly when: Condition; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly is: "choice";
      readonly cases: readonly (readonly Statement[])[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly is: "closure"; readonly body: readonly Statement[] };

/** The body of a function; never empty, as Python has no empty body. */
export type Program = readonly Statement[];

const { program } = fc.letrec<{
  condition: Condition;
  statement: Statement;
  program: Program;
  rest: Program;
}>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ is: fc.constant("name" as const) }),
    fc.record({ is: fc.constant("not" as const), of: tie("condition") }),
    fc.record({
      is: fc.constantFrom("and" as const, "or" as const),
      left: tie("condition"),
      right: tie("condition"),
    }),
  ),
  statement: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ is: fc.constant("step" as const), value: tie("condition") }),
    fc.record({
      is: fc.constant("loop" as const),
      while: tie("condition"),
      body: tie("program"),
    }),
    fc.record({
      is: fc.constant("branch" as const),
      arms: fc.array(fc.record({ when: tie("condition"), body: tie("program") }), {
        minLength: 1,
        maxLength: 3,
      }),
      otherwise: tie("rest"),
    }),
    fc.record({
      is: fc.constant("choice" as const),
      cases: fc.array(tie("program"), { minLength: 1, maxLength: 3 }),
      otherwise: tie("rest"),
    }),
    fc.record({ is: fc.constant("closure" as const), body: tie("program") }),
  ),
  program: fc.array(tie("statement"), { minLength: 1, maxLength: 3 }),
  rest: fc.array(tie("statement"), { maxLength: 2 }),
}));

export const programs: fc.Arbitrary<Program> = program;

export interface KnownComplexity {
  readonly functions: number;
  readonly cyclomatic: number;
  readonly cognitive: number;
  readonly nesting: number;
}

/** What a function with the body `of` has, from the definitions. */
export function knownComplexity(of: Program): KnownComplexity {
  let [functions, forks, cognitive, nesting] = [1, 0, 0, 0];

  const condition = (of: Condition): void => {
    const operators: string[] = [];
    const flatten = (part: Condition): void => {
      if (part.is === "and" || part.is === "or") {
        flatten(part.left);
        operators.push(part.is);
        flatten(part.right);
      } else if (part.is === "not") {
        condition(part.of);
      }
    };
    flatten(of);
    forks += operators.length;
    for (let at = 0; at < operators.length; at++) {
      if (at === 0 || operators[at] !== operators[at - 1]) cognitive++;
    }
  };

  const body = (statements: readonly Statement[], level: number): void => {
    nesting = Math.max(nesting, level);
    for (const each of statements) statement(each, level);
  };

  const statement = (of: Statement, level: number): void => {
    switch (of.is) {
      case "step":
        return condition(of.value);
      case "loop":
        forks++;
        cognitive += 1 + level;
        condition(of.while);
        return body(of.body, level + 1);
      case "branch":
        forks += of.arms.length;
        cognitive += level + of.arms.length;
        for (const arm of of.arms) {
          condition(arm.when);
          body(arm.body, level + 1);
        }
        if (of.otherwise.length > 0) {
          cognitive++;
          body(of.otherwise, level + 1);
        }
        return;
      case "choice":
        forks += of.cases.length;
        cognitive += 1 + level;
        for (const each of of.cases) body(each, level + 1);
        if (of.otherwise.length > 0) body(of.otherwise, level + 1);
        return;
      case "closure":
        functions++;
        return body(of.body, level + 1);
    }
  };

  body(of, 0);
  return { functions, cyclomatic: functions + forks, cognitive, nesting };
}

/** A line before it is set in: how deep it stands, and its words with one space between them. */
export interface Line {
  readonly depth: number;
  readonly text: string;
}

interface Spelling {
  readonly not: string;
  readonly and: string;
  readonly or: string;
  step(value: string): string;
  loop(condition: string): string;
  firstArm(condition: string): string;
  nextArm(condition: string): string;
  readonly otherwise: string;
  readonly choice: string;
  case(value: number): string;
  readonly defaultCase: string;
  /** What ends a case, as a step of its own. */
  readonly endCase: string | undefined;
  closure(name: string): string;
  readonly end: string | undefined;
  open(name: string): string;
}

const SPELLINGS: Readonly<Record<LanguageName, Spelling>> = {
  TypeScript: {
    not: "! ",
    and: "&&",
    or: "||",
    step: (value) => `step ( ${value} ) ;`,
    loop: (condition) => `while ( ${condition} ) {`,
    firstArm: (condition) => `if ( ${condition} ) {`,
    nextArm: (condition) => `} else if ( ${condition} ) {`,
    otherwise: "} else {",
    choice: "switch ( a ) {",
    case: (value) => `case ${value} :`,
    defaultCase: "default :",
    endCase: "break ;",
    closure: (name) => `const ${name} = ( ) => {`,
    end: "}",
    open: (name) => `function ${name} ( ) {`,
  },
  Go: {
    not: "! ",
    and: "&&",
    or: "||",
    step: (value) => `step ( ${value} )`,
    loop: (condition) => `for ${condition} {`,
    firstArm: (condition) => `if ${condition} {`,
    nextArm: (condition) => `} else if ${condition} {`,
    otherwise: "} else {",
    choice: "switch a {",
    case: (value) => `case ${value} :`,
    defaultCase: "default :",
    endCase: undefined,
    closure: (name) => `${name} := func ( ) {`,
    end: "}",
    open: (name) => `func ${name} ( ) {`,
  },
  Python: {
    not: "not ",
    and: "and",
    or: "or",
    step: (value) => `step ( ${value} )`,
    loop: (condition) => `while ${condition} :`,
    firstArm: (condition) => `if ${condition} :`,
    nextArm: (condition) => `elif ${condition} :`,
    otherwise: "else :",
    choice: "match a :",
    case: (value) => `case ${value} :`,
    defaultCase: "case _ :",
    endCase: undefined,
    closure: (name) => `def ${name} ( ) :`,
    end: undefined,
    open: (name) => `def ${name} ( ) :`,
  },
};

/** A function called `name` with the body `program`. Its closures are named and never called. */
export function linesOf(language: LanguageName, program: Program, name: string): Line[] {
  const spelling = SPELLINGS[language];
  const lines: Line[] = [];
  let closures = 0;

  const say = (depth: number, text: string | undefined): void => {
    if (text !== undefined) lines.push({ depth, text });
  };
  const body = (statements: readonly Statement[], depth: number): void => {
    for (const each of statements) statement(each, depth);
  };
  const statement = (of: Statement, depth: number): void => {
    switch (of.is) {
      case "step":
        return say(depth, spelling.step(spell(of.value, spelling)));
      case "loop":
        say(depth, spelling.loop(spell(of.while, spelling)));
        body(of.body, depth + 1);
        return say(depth, spelling.end);
      case "branch":
        for (const [place, { when, body: taken }] of of.arms.entries()) {
          const condition = spell(when, spelling);
          say(depth, place === 0 ? spelling.firstArm(condition) : spelling.nextArm(condition));
          body(taken, depth + 1);
        }
        if (of.otherwise.length > 0) {
          say(depth, spelling.otherwise);
          body(of.otherwise, depth + 1);
        }
        return say(depth, spelling.end);
      case "choice":
        say(depth, spelling.choice);
        for (const [value, taken] of of.cases.entries()) {
          say(depth + 1, spelling.case(value));
          body(taken, depth + 2);
          say(depth + 2, spelling.endCase);
        }
        if (of.otherwise.length > 0) {
          say(depth + 1, spelling.defaultCase);
          body(of.otherwise, depth + 2);
        }
        return say(depth, spelling.end);
      case "closure":
        closures += 1;
        say(depth, spelling.closure(`${name}${closures}`));
        body(of.body, depth + 1);
        return say(depth, spelling.end);
    }
  };

  say(0, spelling.open(name));
  body(program, 1);
  say(0, spelling.end);
  return lines;
}

function spell(of: Condition, spelling: Spelling): string {
  const operand = (part: Condition): string =>
    part.is === "name" ? "a" : `( ${spell(part, spelling)} )`;
  switch (of.is) {
    case "name":
      return "a";
    case "not":
      return `${spelling.not}${operand(of.of)}`;
    case "and":
    case "or":
      return `${operand(of.left)} ${spelling[of.is]} ${operand(of.right)}`;
  }
}
