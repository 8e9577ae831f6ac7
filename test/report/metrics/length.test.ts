// Lines and tokens of small sources with known answers, in each language.

import { describe, expect, it } from "vitest";
import { openMeasurer } from "../../../src/report/metrics/measure.ts";

const measurer = await openMeasurer();

const tokens = (path: string, source: string) => measurer.measure(path, source).tokens;
const lines = (path: string, source: string) => measurer.measure(path, source).lines;

describe("a token", () => {
  it.each([
    ["a name, a sign, a number, a keyword", "f.ts", "const x = a + 1", 6],
    ["a name, a sign, a number, a keyword", "f.go", "package p\nvar x = a + 1", 2 + 6],
    ["a name, a sign, a number, a keyword", "f.py", "x = not a + 1", 6],
    ["a bracket and a brace", "f.ts", "function f() {}", 6],
    ["a bracket and a brace", "f.go", "package p\nfunc f() {}", 2 + 6],
    ["a bracket and a colon, and no indentation", "f.py", "def f():\n    pass", 6],
    ["a sign of several characters", "f.ts", "a?.b >>>= c ?? d", 7],
    ["a sign of several characters", "f.go", "package p\nfunc f() { c <- a; b := <-c }", 2 + 6 + 7],
    ["a sign of several characters", "f.py", "a **= b // c", 5],
    ["each word of an operator of two", "f.py", "a is not b; c not in d", 8],
    ["using and await", "f.ts", "using x = await y()", 7],
    [
      "a word that the grammar does not know",
      "f.ts",
      "type A<\n  // key,\n  in K,\n  out V\n> = 1;",
      11,
    ],
    ["a word that the grammar does not know", "f.ts", `export type * from "./a.ts";`, 5],
    ["a word that the grammar does not know", "f.ts", `export type * as a from "./a.ts";`, 7],
    ["a word that the grammar does not know", "f.ts", "for (using a of b) {}", 9],
    ["a word that the grammar does not know", "f.ts", "for await (await using a of b) {}", 11],
    ["a word that the grammar does not know", "f.ts", "interface A<in T, out U, in out V> {}", 15],
  ])("is %s (%s: %s)", (_what, path, source, count) => {
    expect(tokens(path, source)).toBe(count);
  });

  it.each([
    ["a string", "f.ts", `x = "a b"`],
    ["a string with escapes", "f.ts", `x = 'a\\n"b'`],
    ["an empty string", "f.ts", `x = ""`],
    ["a template", "f.ts", "x = `a\nb`"],
    ["a regular expression", "f.ts", "x = /a[/]b/gu"],
    ["a string", "f.py", `x = "a b"`],
    ["an empty string", "f.py", `x = ""`],
    ["a long string", "f.py", `x = """a\nb"""`],
    ["a formatted string", "f.py", `x = f"a b"`],
  ])("may be the whole of %s (%s: %s)", (_what, path, source) => {
    expect(tokens(path, source)).toBe(3);
  });

  it.each([
    ["a string", `"a b\\n"`],
    ["an empty string", `""`],
    ["a raw string", "`a\nb`"],
    ["a rune", "'\\n'"],
  ])("may be the whole of %s in Go (%s)", (_what, literal) => {
    expect(tokens("f.go", `package p\nvar x = ${literal}`)).toBe(2 + 4);
  });

  it.each([
    ["f.ts", "x = `a${b}c${d + e}`", 3 + 1 + 3],
    ["f.ts", "x = `a${`b${c}`}`", 3 + 1 + 1],
    ["f.ts", "type X = `a${B}`", 4 + 1],
    ["f.py", `x = f"a{b}c{d + e}"`, 3 + 1 + 3],
    ["f.py", `x = f"{a!r:>{width}}"`, 3 + 1 + 1],
    ["f.py", `x = f"{a:>10}{b=}"`, 3 + 1 + 1],
    ["f.py", `x = "a" f"{b}"`, 3 + 1 + 1],
  ])(
    "is what is interpolated in a string, and not the marks around it (%s: %s)",
    (path, source, count) => {
      expect(tokens(path, source)).toBe(count);
    },
  );

  it.each([
    ["f.ts", "a();b();", "a()\nb()"],
    ["f.ts", "class A { x = 1; m() {}; }", "class A { x = 1\n m() {} }"],
    ["f.ts", ";;a();", "a()"],
    ["f.ts", "f(a, b,); x = [1, 2,]; y = { a, }", "f(a, b); x = [1, 2]; y = { a }"],
    ["f.ts", "function f<T,>(a: T,) {}", "function f<T>(a: T) {}"],
    ["f.go", "package p;\nfunc f() { a(); b(); }", "package p\nfunc f() {\na()\nb()\n}"],
    [
      "f.go",
      "package p\nvar x = T{1, 2,}\nfunc f(a int,) {}",
      "package p\nvar x = T{1, 2}\nfunc f(a int) {}",
    ],
    ["f.py", "a(); b();", "a()\nb()"],
    ["f.py", "f(a, b,); x = [1, 2,]; y = {1: 2,}", "f(a, b); x = [1, 2]; y = {1: 2}"],
    ["f.py", "x = a + \\\n  b", "x = a + b"],
    ["f.py", "# a\nx = 1 # b\n", "x = 1\n"],
    ["f.ts", "// a\nx = 1 /* b */", "x = 1"],
    ["f.go", "// a\npackage p /* b */", "package p"],
  ])("is not what style adds (%s: %s)", (path, styled, plain) => {
    expect(tokens(path, styled)).toBe(tokens(path, plain));
    expect(tokens(path, plain)).toBeGreaterThan(0);
  });

  it.each([
    ["f.ts", "// <in T>, export type *\ninterface A</* <in T */ out T> {}", 8],
    ["f.ts", "x = `<in T>, export type *`", 3],
    ["f.ts", "x = a < b, c in d; for (const using of b) {}", 9 + 9],
  ])(
    "is counted once where a word only looks like one that the grammar lacks (%s: %s)",
    (path, source, count) => {
      expect(tokens(path, source)).toBe(count);
    },
  );

  it("is no string that documents in Python", () => {
    const source = `"""Module."""\ndef f():\n    """Function."""\nclass A:\n    'Class.'\n    x = 'no doc'\n`;
    expect(tokens("f.py", source)).toBe(5 + 3 + 3);
  });

  it("is a string that stands alone in Python if something is interpolated in it", () => {
    expect(tokens("f.py", `f"{a()}"`)).toBe(1 + 3);
  });

  it("is a directive in TypeScript, which does say something", () => {
    expect(tokens("f.ts", `"use strict";`)).toBe(1);
  });
});

describe("a line", () => {
  it.each([
    ["f.ts", "// one\n\nconst x = 1; // two\n/* three\n   four */\n"],
    ["f.go", "// one\n\npackage p // two\n/* three\n   four */\n"],
    ["f.py", `# one\n\nx = 1 # two\n"""three\n   four"""\n`],
  ])("is source, comment or blank, and source before comment (%s)", (path, source) => {
    expect(lines(path, source)).toEqual({ physical: 5, source: 1, comment: 3, blank: 1 });
  });

  it.each([
    ["f.ts", "x = `a\n\nb`;\n"],
    ["f.go", "package p; const x = `a\n\nb`\n"],
    ["f.py", `x = """a\n\nb"""\n`],
  ])("within a string is source (%s)", (path, source) => {
    expect(lines(path, source)).toEqual({ physical: 3, source: 3, comment: 0, blank: 0 });
  });

  it.each([
    ["f.ts", "a();"],
    ["f.go", "package p"],
    ["f.py", "a()"],
  ])("is ended by a newline, which opens no further one (%s)", (path, source) => {
    expect(lines(path, source)).toEqual({ physical: 1, source: 1, comment: 0, blank: 0 });
    expect(lines(path, `${source}\n`)).toEqual({ physical: 1, source: 1, comment: 0, blank: 0 });
    expect(lines(path, `${source}\r\n\r\n`)).toEqual({
      physical: 2,
      source: 1,
      comment: 0,
      blank: 1,
    });
  });

  it.each(["f.ts", "f.go", "f.py"])("is not in an empty file (%s)", (path) => {
    expect(lines(path, "")).toEqual({ physical: 0, source: 0, comment: 0, blank: 0 });
  });

  it("that tells the system how to run a file is a comment", () => {
    expect(lines("f.ts", "#!/usr/bin/env node\na();\n")).toMatchObject({ source: 1, comment: 1 });
    expect(lines("f.py", "#!/usr/bin/env python3\na()\n")).toMatchObject({ source: 1, comment: 1 });
  });

  it.each([
    ["f.ts", "a();"],
    ["f.go", "package p"],
    ["f.py", "a()"],
  ])("may begin with a byte order mark (%s)", (path, source) => {
    expect(measurer.measure(path, `\uFEFF${source}`)).toEqual(measurer.measure(path, source));
  });
});
