// Lines that are too long are broken at a space where one fits, and lose nothing but spaces.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOf, charactersOf } from "../../../src/cli/examples/cells.ts";
import { wrapLine } from "../../../src/cli/examples/wrap.ts";

describe("a line", () => {
  it("that fits stays as it is", () => {
    expect(wrapLine("  go(worker);", 13, "    ")).toEqual(["  go(worker);"]);
  });

  it("is broken at the last space that fits", () => {
    expect(wrapLine("await results.send(value)", 20, "")).toEqual(["await", "results.send(value)"]);
    expect(wrapLine("one two three", 7, "")).toEqual(["one two", "three"]);
  });

  it("goes on behind the indent", () => {
    expect(wrapLine("// one two three four", 12, "// ")).toEqual([
      "// one two",
      "// three",
      "// four",
    ]);
  });

  it("without a space is broken where the room ends", () => {
    expect(wrapLine("abcdefghij", 4, "")).toEqual(["abcd", "efgh", "ij"]);
  });

  it("is not broken within its own indent", () => {
    expect(wrapLine("      abcdefgh", 10, "  ")).toEqual(["      abcd", "  efgh"]);
  });

  it("takes no indent that would leave less than half of the room", () => {
    expect(wrapLine("one two three", 5, "    ")).toEqual(["one", "two", "three"]);
  });

  it("never has a wide character cut in two", () => {
    expect(wrapLine("通道通道", 5, "")).toEqual(["通道", "通道"]);
  });

  it("of any kind comes out whole, in pieces that fit", () => {
    const line = fc.string({ unit: fc.constantFrom("a", "bc", " ", "通", "nai\u0308ve", ".") });
    const withoutSpaces = (text: string) => text.replaceAll(" ", "");
    fc.assert(
      fc.property(line, fc.integer({ min: 2, max: 30 }), (text, cells) => {
        const pieces = wrapLine(text, cells, "  ");
        expect(withoutSpaces(pieces.join(""))).toBe(withoutSpaces(text));
        for (const piece of pieces) expect(cellsOf(piece)).toBeLessThanOrEqual(cells);
      }),
    );
  });

  it("goes on even where a character is wider than the room", () => {
    expect(wrapLine("通道", 1, "")).toEqual(charactersOf("通道"));
  });
});
