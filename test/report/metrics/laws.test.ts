// What holds for every program: one walker gives one complexity whatever the language, what a
// formatter or a commentator adds changes nothing, and files add up.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FileMetrics, openMeasurer, totalsOf } from "../../../src/report/metrics/measure.ts";
import { knownComplexity, type Line, linesOf, programs } from "./programs.ts";
import type { LanguageName } from "./snippets.ts";

const measurer = await openMeasurer();

const LANGUAGES: readonly {
  language: LanguageName;
  path: string;
  head: string;
  comment: string;
}[] = [
  { language: "TypeScript", path: "f.ts", head: "", comment: "// if ( a && b ) {" },
  { language: "Go", path: "f.go", head: "package p\n", comment: "// if a && b {" },
  { language: "Python", path: "f.py", head: "", comment: "# if a and b :" },
];

const plain = (lines: readonly Line[]): string =>
  lines.map(({ depth, text }) => `${"  ".repeat(depth)}${text}\n`).join("");

/** What a formatter and a commentator may do to a line. */
interface Dress {
  readonly blankBefore: number;
  readonly commentBefore: boolean;
  readonly commentAfter: boolean;
  readonly gap: number;
}

const dresses: fc.Arbitrary<{ readonly width: number; readonly lines: readonly Dress[] }> =
  fc.record({
    width: fc.integer({ min: 1, max: 8 }),
    lines: fc.array(
      fc.record({
        blankBefore: fc.integer({ min: 0, max: 2 }),
        commentBefore: fc.boolean(),
        commentAfter: fc.boolean(),
        gap: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 20 },
    ),
  });

function dressed(
  lines: readonly Line[],
  { width, lines: all }: { readonly width: number; readonly lines: readonly Dress[] },
  comment: string,
): string {
  return lines
    .map(({ depth, text }, at) => {
      const dress = all[at % all.length];
      if (dress === undefined) return `${text}\n`;
      const margin = " ".repeat(width * depth);
      const before = "\n".repeat(dress.blankBefore) + (dress.commentBefore ? `${comment}\n` : "");
      const after = dress.commentAfter ? `  ${comment}` : "";
      return `${before}${margin}${text.replaceAll(" ", " ".repeat(dress.gap))}${after}\n`;
    })
    .join("");
}

/** The figures that belong to what a program says, and to nothing of how it is laid out. */
function said({ tokens, functions, cyclomatic, cognitive, nesting, lines }: FileMetrics) {
  return { tokens, functions, cyclomatic, cognitive, nesting, source: lines.source };
}

describe.each(LANGUAGES)("in $language, any program", ({ language, path, head, comment }) => {
  const measure = (source: string) => measurer.measure(path, head + source);

  it("has the complexity that the definitions give it", () => {
    fc.assert(
      fc.property(programs, (program) => {
        const measured = measure(plain(linesOf(language, program, "f")));
        expect(measured).toMatchObject(knownComplexity(program));
      }),
      { numRuns: 300 },
    );
  });

  it("has the same figures with comments, blank lines, other indentation and wider gaps", () => {
    fc.assert(
      fc.property(programs, dresses, (program, dress) => {
        const lines = linesOf(language, program, "f");
        const laidOut = measure(dressed(lines, dress, comment));
        expect(said(laidOut)).toEqual(said(measure(plain(lines))));
        const { physical, source, comment: comments, blank } = laidOut.lines;
        expect(source + comments + blank).toBe(physical);
      }),
      { numRuns: 200 },
    );
  });

  it("adds up with another when both are joined into one file", () => {
    fc.assert(
      fc.property(programs, programs, dresses, (one, other, dress) => {
        const first = measure(dressed(linesOf(language, one, "f"), dress, comment));
        const secondText = dressed(linesOf(language, other, "g"), dress, comment);
        const second = measurer.measure(path, secondText);
        const joined = measure(dressed(linesOf(language, one, "f"), dress, comment) + secondText);
        expect(joined).toMatchObject(totalsOf([first, second]));
        expect(joined.functionList.map(({ name }) => name)).toEqual(
          [...first.functionList, ...second.functionList].map(({ name }) => name),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("has functions that make up its figures", () => {
    fc.assert(
      fc.property(programs, (program) => {
        const { functionList, ...file } = measure(plain(linesOf(language, program, "f")));
        const outermost = functionList.filter(({ nested }) => !nested);
        const sum = (figures: number[]) => figures.reduce((total, figure) => total + figure, 0);
        expect(sum(functionList.map(({ cyclomatic }) => cyclomatic))).toBe(file.cyclomatic);
        expect(sum(outermost.map(({ cognitive }) => cognitive))).toBe(file.cognitive);
        expect(Math.max(...functionList.map(({ nesting }) => nesting))).toBe(file.nesting);
        expect(Math.max(...functionList.map(({ cyclomatic }) => cyclomatic))).toBe(
          file.cyclomaticMax,
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe("in TypeScript, any program", () => {
  it("changes in lines and in nothing else when it is broken at every space", () => {
    fc.assert(
      fc.property(programs, (program) => {
        const text = plain(linesOf("TypeScript", program, "f"));
        const whole = measurer.measure("f.ts", text);
        const broken = measurer.measure("f.ts", text.replaceAll(" ", "\n"));
        const { source: _, ...figures } = said(broken);
        expect(said(whole)).toMatchObject(figures);
        // A break at every space gives each token a line of its own.
        expect(broken.lines.source).toBe(broken.tokens);
      }),
      { numRuns: 100 },
    );
  });
});
