// Functions inside functions, the top level of a file, names, and recursion.

import { describe, expect, it } from "vitest";
import { type FileMetrics, openMeasurer } from "../../../src/report/metrics/measure.ts";

const measurer = await openMeasurer();

function rows(file: FileMetrics) {
  return file.functionList.map(({ name, cyclomatic, cognitive, nesting, nested }) => ({
    name,
    cyclomatic,
    cognitive,
    nesting,
    nested,
  }));
}

/** The names of the functions of a source that cost one for taking part in a cycle of calls. */
function recursive(path: string, source: string): string[] {
  return measurer
    .measure(path, source)
    .functionList.filter(({ cognitive }) => cognitive > 0)
    .map(({ name }) => name);
}

describe("a function inside a function", () => {
  const sources = [
    ["f.ts", "function f() { if (a) b(); const g = () => { if (c) d(); }; }"],
    ["f.go", "package p\nfunc f() { if a { b() }; g := func() { if c { d() } } }"],
    ["f.py", "def f():\n  if a: b()\n  def g():\n    if c: d()\n"],
  ] as const;

  it.each(sources)("has its own cyclomatic number, and costs its level, in %s", (path, source) => {
    const file = measurer.measure(path, source);
    expect(rows(file)).toEqual([
      { name: "f", cyclomatic: 2, cognitive: 1 + 2, nesting: 2, nested: false },
      { name: "g", cyclomatic: 2, cognitive: 2, nesting: 1, nested: true },
    ]);
    expect(file).toMatchObject({ functions: 2, cyclomatic: 4, cognitive: 3, nesting: 2 });
    expect(file).toMatchObject({ cyclomaticMax: 2, cognitiveMax: 3 });
  });

  it.each([
    ["f.ts", "function f() { while (a) { go(async () => { b(); }); } }"],
    ["f.go", "package p\nfunc f() { for a { go func() { b() }() } }"],
    ["f.py", "def f():\n  while a:\n    go(lambda: b())\n"],
  ])("opens a level within the levels around it in %s", (path, source) => {
    expect(rows(measurer.measure(path, source))).toEqual([
      { name: "f", cyclomatic: 2, cognitive: 1, nesting: 2, nested: false },
      { name: "<anonymous>", cyclomatic: 1, cognitive: 0, nesting: 0, nested: true },
    ]);
  });

  it.each([
    ["f.ts", "function f() { class A { m() { if (a) b(); } } }"],
    ["f.py", "def f():\n  class A:\n    def m(self):\n      if a: b()\n"],
  ])("may be a method of a class inside it, in %s", (path, source) => {
    expect(rows(measurer.measure(path, source))).toEqual([
      { name: "f", cyclomatic: 1, cognitive: 2, nesting: 2, nested: false },
      { name: "A.m", cyclomatic: 2, cognitive: 2, nesting: 1, nested: true },
    ]);
  });
});

describe("the top level of a file", () => {
  it.each([
    ["f.ts", "if (a) { b(); }\nconst x = c && d;"],
    ["f.py", "if __name__ == '__main__':\n  b()\nx = c and d\n"],
  ])("counts for the file and for no function, in %s", (path, source) => {
    const file = measurer.measure(path, source);
    expect(file).toMatchObject({ functions: 0, cyclomatic: 2, cognitive: 2, nesting: 1 });
    expect(file).toMatchObject({ cyclomaticMax: 0, cognitiveMax: 0, functionList: [] });
  });

  it.each([
    ["f.ts", "while (a) { go(() => { if (b) c(); }); }"],
    ["f.py", "while a:\n  def f():\n    if b: c()\n"],
  ])("lends no level to a function that stands in it, in %s", (path, source) => {
    const [inner] = measurer.measure(path, source).functionList;
    expect(inner).toMatchObject({ cognitive: 1, nesting: 1, nested: false });
  });
});

describe("the name of a function", () => {
  it.each([
    ["a declaration", "f.ts", "function f() {}", ["f"]],
    ["a generator", "f.ts", "function* f() {} const g = function* () {};", ["f", "g"]],
    ["a variable", "f.ts", "const f = () => 1, g = function () {};", ["f", "g"]],
    ["an assignment", "f.ts", "f = () => 1; a.b = () => 2;", ["f", "a.b"]],
    ["its own before its variable's", "f.ts", "const f = function g() {};", ["g"]],
    ["a property", "f.ts", "x = { f: () => 1, g() {}, get h() { return 1; } };", ["f", "g", "h"]],
    [
      "a member of a class",
      "f.ts",
      "class A { f() {} g = () => 1; #h() {} }",
      ["A.f", "A.g", "A.#h"],
    ],
    ["a member of an abstract class", "f.ts", "abstract class A { f() {} }", ["A.f"]],
    [
      "a member of a class expression",
      "f.ts",
      "x = class A { constructor() {} };",
      ["A.constructor"],
    ],
    [
      "no name: passed on, called in place",
      "f.ts",
      "g(() => 1); (() => 2)();",
      ["<anonymous>", "<anonymous>"],
    ],
    ["a declaration", "f.go", "package p\nfunc f() {}", ["f"]],
    [
      "a receiver's method",
      "f.go",
      "package p\nfunc (s S) f() {}\nfunc (s *S) g() {}",
      ["S.f", "S.g"],
    ],
    [
      "a generic receiver's method",
      "f.go",
      "package p\nfunc (s *S[T]) f() {}\nfunc (S[T]) g() {}",
      ["S.f", "S.g"],
    ],
    ["a variable", "f.go", "package p\nvar f = func() {}", ["f"]],
    ["variables in a row", "f.go", "package p\nvar f, g = func() {}, func() {}", ["f", "g"]],
    [
      "a variable of several",
      "f.go",
      "package p\nfunc f() { a, g := 1, func() {}; h = func() {} }",
      ["f", "g", "h"],
    ],
    [
      "no name: passed on, called in place",
      "f.go",
      "package p\nfunc f() { go func() {}(); g(func() {}) }",
      ["f", "<anonymous>", "<anonymous>"],
    ],
    ["a definition", "f.py", "def f(): pass\nasync def g(): pass\n", ["f", "g"]],
    ["a decorated definition", "f.py", "@d\ndef f(): pass\n", ["f"]],
    ["a variable", "f.py", "f = lambda: 1\n", ["f"]],
    [
      "a method",
      "f.py",
      "class A:\n  def f(self): pass\n  @d\n  def g(self): pass\n",
      ["A.f", "A.g"],
    ],
    [
      "a function in a method",
      "f.py",
      "class A:\n  def f(self):\n    def g(): pass\n",
      ["A.f", "g"],
    ],
    ["no name: passed on", "f.py", "g(lambda: 1)\n", ["<anonymous>"]],
  ])("is that of %s (%s: %s)", (_what, path, source, names) => {
    expect(measurer.measure(path, source).functionList.map(({ name }) => name)).toEqual(names);
  });

  it("comes with the lines and tokens of all that the function holds", () => {
    const source = "// before\nfunction f() {\n  // within\n\n  g(() => {\n    h();\n  });\n}\n";
    expect(measurer.measure("f.ts", source).functionList).toMatchObject([
      { name: "f", line: 2, lines: { physical: 7, source: 5 }, tokens: 17 },
      { name: "<anonymous>", line: 5, lines: { physical: 3, source: 3 }, tokens: 8 },
    ]);
  });

  it("is not sought in signatures without a body", () => {
    const source =
      "function f(a: string): void; declare function g(): void; interface A { m(): void }";
    expect(measurer.measure("f.ts", source).functionList).toEqual([]);
  });
});

describe("recursion costs one", () => {
  it.each([
    ["f.ts", "function f() { f(); }"],
    ["f.ts", "const f = () => f();"],
    ["f.ts", "function* f() { yield* f(); }"],
    ["f.ts", "async function f() { await g(() => f()); }"],
    ["f.go", "package p\nfunc f() { f() }"],
    ["f.go", "package p\nfunc f() { go f() }"],
    ["f.go", "package p\nfunc f() { go func() { f() }() }"],
    ["f.py", "def f():\n  f()\n"],
    ["f.py", "f = lambda: f()\n"],
  ])("for a function that calls itself (%s: %s)", (path, source) => {
    expect(recursive(path, source)).toEqual(["f"]);
  });

  it.each([
    ["f.ts", "class A { m() { this.m(); } }", "A.m"],
    ["f.ts", "class A { #m() { this.#m(); } }", "A.#m"],
    ["f.ts", "class A { m = () => this.m(); }", "A.m"],
    ["f.ts", "class A { static m() { A.m(); } }", "A.m"],
    ["f.ts", "class A { m() { g(() => { this.m(); }); } }", "A.m"],
    ["f.go", "package p\nfunc (s *S) m() { s.m() }", "S.m"],
    ["f.py", "class A:\n  def m(self): self.m()\n", "A.m"],
    ["f.py", "class A:\n  @classmethod\n  def m(cls): cls.m()\n", "A.m"],
  ])("for a method that calls itself (%s: %s)", (path, source, name) => {
    expect(recursive(path, source)).toEqual([name]);
  });

  it.each([
    [
      "f.ts",
      "function f() { g(); } function g() { h(); } function h() { f(); } function i() { f(); }",
    ],
    ["f.go", "package p\nfunc f() { g() }\nfunc g() { h() }\nfunc h() { f() }\nfunc i() { f() }"],
    ["f.py", "def f(): g()\ndef g(): h()\ndef h(): f()\ndef i(): f()\n"],
  ])("for each function in a cycle, and not for one that leads into it (%s)", (path, source) => {
    expect(recursive(path, source)).toEqual(["f", "g", "h"]);
  });

  it.each([
    ["another function", "f.ts", "function f() { g(); } function g() {}"],
    ["a function of its name further in", "f.ts", "function f() { const f = () => 1; f(); }"],
    ["a method of its name of another object", "f.ts", "class A { m() { this.b.m(); b.m(); } }"],
    [
      "a method of its name of another class",
      "f.ts",
      "class A { m() { this.n(); } } class B { n() { this.m(); } }",
    ],
    ["a function of its name from a method", "f.ts", "class A { m() { m(); } }"],
    ["a function of its name from an object's method", "f.ts", "x = { m() { m(); } };"],
    [
      "a method of its name from a function",
      "f.go",
      "package p\nfunc f() { s.f() }\nfunc (s S) g() { g() }",
    ],
    [
      "a method of its name of another type",
      "f.go",
      "package p\nfunc (s S) m() { s.n() }\nfunc (t T) n() { t.m() }",
    ],
    ["a function of its name from a method", "f.py", "class A:\n  def m(self): m()\n"],
    ["a method of its name of another object", "f.py", "class A:\n  def m(self): self.b.m()\n"],
  ])("but not for a call of %s (%s: %s)", (_what, path, source) => {
    expect(recursive(path, source)).toEqual([]);
  });
});

describe("an example of the definition", () => {
  it.each([
    [
      "f.ts",
      `function sumOfPrimes(max: number): number {
         let total = 0;
         out: for (let i = 1; i <= max; ++i) {
           for (let j = 2; j < i; ++j) {
             if (i % j === 0) continue out;
           }
           total += i;
         }
         return total;
       }`,
    ],
    [
      "f.go",
      `package p
       func sumOfPrimes(max int) int {
         total := 0
       out:
         for i := 1; i <= max; i++ {
           for j := 2; j < i; j++ {
             if i%j == 0 {
               continue out
             }
           }
           total += i
         }
         return total
       }`,
    ],
  ])(
    "has the numbers that the paper gives: four ways through, seven to understand (%s)",
    (path, source) => {
      expect(measurer.measure(path, source)).toMatchObject({ cyclomatic: 4, cognitive: 7 });
    },
  );
});
