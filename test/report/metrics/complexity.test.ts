// Each rule of complexity on a small body with a known answer, in each language that has it. The
// body stands in a function `f`, which is the only function unless the body holds another.

import { describe, expect, it } from "vitest";
import { openMeasurer } from "../../../src/report/metrics/measure.ts";
import { inFunction, type LanguageName } from "./snippets.ts";

const measurer = await openMeasurer();

interface Rule {
  readonly says: string;
  readonly bodies: Partial<Record<LanguageName, readonly string[]>>;
  readonly cyclomatic: number;
  readonly cognitive: number;
  readonly nesting: number;
}

const rules: readonly Rule[] = [
  {
    says: "a straight line costs nothing but the function itself",
    bodies: { TypeScript: ["a(); b();", ""], Go: ["a(); b()", ""], Python: ["a(); b()", "pass"] },
    cyclomatic: 1,
    cognitive: 0,
    nesting: 0,
  },
  {
    says: "an if forks",
    bodies: {
      TypeScript: ["if (a) b();", "if (a) { b(); }"],
      Go: ["if a { b() }", "if x := a(); x { b() }"],
      Python: ["if a: b()", "if a:\n  b()"],
    },
    cyclomatic: 2,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "an else is one more to read and no fork",
    bodies: {
      TypeScript: ["if (a) { b(); } else { c(); }", "if (a) b(); else c();"],
      Go: ["if a { b() } else { c() }"],
      Python: ["if a:\n  b()\nelse:\n  c()"],
    },
    cyclomatic: 2,
    cognitive: 2,
    nesting: 1,
  },
  {
    says: "a chain of conditions stays on one level",
    bodies: {
      TypeScript: ["if (a) { b(); } else if (c) { d(); } else if (e) { g(); } else { h(); }"],
      Go: ["if a { b() } else if c { d() } else if x := e; x { g() } else { h() }"],
      Python: ["if a:\n  b()\nelif c:\n  d()\nelif e:\n  g()\nelse:\n  h()"],
    },
    cyclomatic: 4,
    cognitive: 4,
    nesting: 1,
  },
  {
    says: "an if in a block of an else is nested, and no further condition",
    bodies: {
      TypeScript: ["if (a) { b(); } else { if (c) { d(); } }"],
      Go: ["if a { b() } else { if c { d() } }"],
      Python: ["if a:\n  b()\nelse:\n  if c:\n    d()"],
    },
    cyclomatic: 3,
    cognitive: 1 + 1 + 2,
    nesting: 2,
  },
  {
    says: "a loop of any form forks",
    bodies: {
      TypeScript: [
        "for (let i = 0; i < 9; i++) b();",
        "for (;;) b();",
        "for (const x of a) b();",
        "for (const x in a) b();",
        "for await (const x of a) b();",
        "while (a) b();",
        "do b(); while (a);",
      ],
      Go: [
        "for i := 0; i < 9; i++ { b() }",
        "for { b() }",
        "for a { b() }",
        "for x := range a { b(x) }",
        "for range a { b() }",
      ],
      Python: ["for x in a:\n  b()", "while a:\n  b()", "async for x in a:\n  b()"],
    },
    cyclomatic: 2,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "what is nested costs its level more",
    bodies: {
      TypeScript: ["for (const x of a) { if (x) { while (c) b(); } }"],
      Go: ["for _, x := range a { if x { for c { b() } } }"],
      Python: ["for x in a:\n  if x:\n    while c:\n      b()"],
    },
    cyclomatic: 4,
    cognitive: 1 + 2 + 3,
    nesting: 3,
  },
  {
    says: "a plain block opens no level",
    bodies: {
      TypeScript: ["{ { if (a) b(); } }"],
      Go: ["{ { if a { b() } } }"],
    },
    cyclomatic: 2,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "a choice is read once and forks at each case but the default",
    bodies: {
      TypeScript: ["switch (a) { case 1: b(); break; case 2: c(); break; default: d(); }"],
      Go: [
        "switch a { case 1: b(); case 2: c(); default: d() }",
        "switch { case a: b(); case c: c(); default: d() }",
        "switch x := a.(type) { case int: b(x); case string, bool: c(); default: d() }",
        "select { case x := <-a: b(x); case c <- 1: c(); default: d() }",
      ],
      Python: [
        "match a:\n  case 1:\n    b()\n  case [2, *_]:\n    c()\n  case _:\n    d()",
        "match a:\n  case 1 | 2:\n    b()\n  case x:\n    c()\n  case _:\n    d()",
      ],
    },
    cyclomatic: 3,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "what a case holds is one level in",
    bodies: {
      TypeScript: ["switch (a) { case 1: if (b) c(); }"],
      Go: ["switch a { case 1: if b { c() } }", "select { case <-a: if b { c() } }"],
      Python: ["match a:\n  case 1:\n    if b:\n      c()"],
    },
    cyclomatic: 3,
    cognitive: 1 + 2,
    nesting: 2,
  },
  {
    says: "two labels are two cases",
    bodies: { TypeScript: ["switch (a) { case 1: case 2: b(); }"] },
    cyclomatic: 3,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "one label with two values is one case, and falling through names no label",
    bodies: {
      Go: ["switch a { case 1, 2: b(); fallthrough; default: c() }"],
      Python: ["match a:\n  case 1 | 2:\n    b()"],
    },
    cyclomatic: 2,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "a select in TypeScript costs what its switch costs",
    bodies: {
      TypeScript: [
        `const e = await select({ a: recv(a), c: send(c, 1) });
         switch (e.case) { case "a": b(); break; case "c": c(); break; }`,
      ],
      Go: ["select { case <-a: b(); case c <- 1: c() }"],
    },
    cyclomatic: 3,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "a handler forks and opens a level; trying and cleaning up do neither",
    bodies: {
      TypeScript: [
        "try { a(); } catch (e) { b(); } finally { c(); }",
        "try { a(); } catch { b(); }",
      ],
      Python: [
        "try:\n  a()\nexcept E as e:\n  b()\nfinally:\n  c()",
        "try:\n  a()\nexcept* E:\n  b()",
      ],
    },
    cyclomatic: 2,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "what is tried stands at the level around it, what handles one further in",
    bodies: {
      TypeScript: ["try { if (a) b(); } catch { if (c) d(); } finally { if (e) g(); }"],
      Python: ["try:\n  if a: b()\nexcept E:\n  if c: d()\nfinally:\n  if e: g()"],
    },
    cyclomatic: 5,
    cognitive: 1 + 1 + 2 + 1,
    nesting: 2,
  },
  {
    says: "each handler counts, and the else of a try is an else",
    bodies: {
      Python: ["try:\n  a()\nexcept E:\n  b()\nexcept (F, G):\n  c()\nelse:\n  d()"],
    },
    cyclomatic: 3,
    cognitive: 1 + 1 + 1,
    nesting: 1,
  },
  {
    says: "the else of a loop is an else",
    bodies: { Python: ["for x in a:\n  b()\nelse:\n  c()", "while a:\n  b()\nelse:\n  c()"] },
    cyclomatic: 2,
    cognitive: 1 + 1,
    nesting: 1,
  },
  {
    says: "a conditional expression forks",
    bodies: { TypeScript: ["x = a ? b : c;"], Python: ["x = b if a else c"] },
    cyclomatic: 2,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "a conditional expression in another's outcome is nested",
    bodies: {
      TypeScript: ["x = a ? b : c ? d : e;", "x = a ? (c ? d : e) : b;"],
      Python: ["x = b if a else d if c else e", "x = (d if c else e) if a else b"],
    },
    cyclomatic: 3,
    cognitive: 1 + 2,
    nesting: 2,
  },
  {
    says: "a condition stands at the level around what it decides",
    bodies: {
      TypeScript: ["x = (a ? b : c) ? d : e;", "if (a ? b : c) d();", "while (a ? b : c) d();"],
      Python: [
        "x = d if (b if a else c) else e",
        "if (b if a else c):\n  d()",
        "while (b if a else c):\n  d()",
      ],
    },
    cyclomatic: 3,
    cognitive: 1 + 1,
    nesting: 1,
  },
  {
    says: "a run of one operator is read once, and each operator forks",
    bodies: {
      TypeScript: [
        "x = a && b && c;",
        "x = a || b || c;",
        "x = a && (b && c);",
        "x = (a || (b) || c);",
      ],
      Go: ["x = a && b && c", "x = a || b || c", "x = a && (b && c)", "x = (a || (b) || c)"],
      Python: [
        "x = a and b and c",
        "x = a or b or c",
        "x = a and (b and c)",
        "x = (a or (b) or c)",
      ],
    },
    cyclomatic: 3,
    cognitive: 1,
    nesting: 0,
  },
  {
    says: "each change of operator starts a run",
    bodies: {
      TypeScript: ["x = a && b || c && d;", "x = (a && b || (c)) && d;"],
      Go: ["x = a && b || c && d", "x = (a && b || (c)) && d"],
      Python: ["x = a and b or c and d", "x = (a and b or (c)) and d"],
    },
    cyclomatic: 4,
    cognitive: 3,
    nesting: 0,
  },
  {
    says: "a negated group, and what is called in between, start runs of their own",
    bodies: {
      TypeScript: ["x = a && !(b && c);", "x = a && g(b && c);"],
      Go: ["x = a && !(b && c)", "x = a && g(b && c)"],
      Python: ["x = a and not (b and c)", "x = a and g(b and c)"],
    },
    cyclomatic: 3,
    cognitive: 2,
    nesting: 0,
  },
  {
    says: "other operators do nothing",
    bodies: {
      TypeScript: ["x = a + b < c | d; x += 1; y = !a;"],
      Go: ["x = a + b < c; x += 1; y = !a | b; <-c"],
      Python: ["x = a + b < c | d; x += 1; y = not a; z = a is not b"],
    },
    cyclomatic: 1,
    cognitive: 0,
    nesting: 0,
  },
  {
    says: "shorthand forks and reads as one step",
    bodies: {
      TypeScript: ["x = a ?? b;", "a?.b;", "a?.[0];", "a?.();", "x ??= a;", "x ||= a;", "x &&= a;"],
      Python: ["x = [b(y) for y in a]", "x = {y async for y in a}", "x = sum(y for y in a)"],
    },
    cyclomatic: 2,
    cognitive: 0,
    nesting: 0,
  },
  {
    says: "a comprehension forks at each for and each if",
    bodies: { Python: ["x = {y: z for y in a if y for z in y if z and b}"] },
    cyclomatic: 1 + 4 + 1,
    cognitive: 1,
    nesting: 0,
  },
  {
    says: "the guard of a case forks and reads as part of it",
    bodies: { Python: ["match a:\n  case 1 if b:\n    c()\n  case _ if d:\n    e()"] },
    cyclomatic: 1 + 2 + 1,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "several subjects, or a name beside the wildcard, make a case",
    bodies: { Python: ["match a, b:\n  case _, _:\n    c()"] },
    cyclomatic: 2,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "a jump to a label is one more to read",
    bodies: {
      TypeScript: ["out: while (a) { break out; }", "out: while (a) { continue out; }"],
      Go: ["out:\nfor a { break out }", "out:\nfor a { continue out }", "out:\nfor a { goto out }"],
    },
    cyclomatic: 2,
    cognitive: 2,
    nesting: 1,
  },
  {
    says: "leaving or repeating the loop around costs nothing",
    bodies: {
      TypeScript: ["while (a) { break; }", "while (a) { continue; }", "while (a) { return; }"],
      Go: ["for a { break }", "for a { continue }", "for a { return }"],
      Python: ["while a:\n  break", "while a:\n  continue", "while a:\n  return"],
    },
    cyclomatic: 2,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "what is always done costs nothing: waiting, yielding, starting, deferring, cleaning up",
    bodies: {
      TypeScript: [
        "await a; yield b; yield* recv(c); using d = await m.lock(); await using e = g(); go(f, 1);",
        "try { a(); } finally { b(); }",
      ],
      Go: ["go a(); defer m.Unlock(); c <- 1; x := <-c; close(c)"],
      Python: [
        "with m:\n  await a\n  yield b\n  yield from c",
        "async with m, n as o:\n  assert a\n  raise E",
        "try:\n  a()\nfinally:\n  b()",
      ],
    },
    cyclomatic: 1,
    cognitive: 0,
    nesting: 0,
  },
  {
    says: "using, with and defer put nothing on a level",
    bodies: {
      TypeScript: ["using g = m.lock(); if (a) b();"],
      Go: ["m.Lock(); defer m.Unlock(); if a { b() }"],
      Python: ["with m:\n  if a:\n    b()"],
    },
    cyclomatic: 2,
    cognitive: 1,
    nesting: 1,
  },
  {
    says: "types and default values cost nothing",
    bodies: {
      TypeScript: ["type T<U> = U extends string ? 1 : 2 | 3; const [x = 1, { y = 2 }] = a;"],
      Python: ["x: 'T | None' = a"],
    },
    cyclomatic: 1,
    cognitive: 0,
    nesting: 0,
  },
];

const cases = rules.flatMap(({ says, bodies, ...figures }) =>
  Object.entries(bodies).flatMap(([language, sources]) =>
    sources.map((body) => ({ says, language: language as LanguageName, body, figures })),
  ),
);

describe("the complexity of a function", () => {
  it.each(cases)("$language: $says: $body", ({ language, body, figures }) => {
    const { path, source } = inFunction(language, body);
    const file = measurer.measure(path, source);
    const { cyclomatic, cognitive, nesting } = file;
    expect({ cyclomatic, cognitive, nesting }).toEqual(figures);
    expect(file.functionList).toEqual([expect.objectContaining({ name: "f", ...figures })]);
  });
});
