// How many cells text takes on a terminal, and where its tabs lead.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOf, expandTabs, padToCells } from "../../../src/cli/examples/cells.ts";

describe("cells", () => {
  it.each([
    ["", 0],
    ["channel", 7],
    ["naïve", 5],
    ["nai\u0308ve", 5],
    ["通道", 4],
    ["채널", 4],
    ["ｇｏ", 4],
    ["🚀", 2],
    ["👩\u200d🚀", 2],
    ["❤\ufe0f", 2],
    ["─│┬", 3],
    ["a\u200bb", 2],
    ["\u001b", 0],
  ])("of %j are %i", (text, cells) => {
    expect(cellsOf(text)).toBe(cells);
  });

  it.each([
    ["\tx", "    x"],
    ["ab\tx", "ab  x"],
    ["abcd\tx", "abcd    x"],
    ["通\tx", "通  x"],
    ["\t\tx\ty", "        x   y"],
    ["none", "none"],
  ])("of %j with its tabs expanded are those of %j", (line, expanded) => {
    expect(expandTabs(line, 4)).toBe(expanded);
  });

  it("are added by padding up to the number wanted, and none beyond it", () => {
    expect(padToCells("通", 4)).toBe("通  ");
    expect(padToCells("channel", 4)).toBe("channel");
  });

  it("of a tab expanded always reach the next stop", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const line = text.replace(/[\t\n]/g, "");
        const cells = cellsOf(expandTabs(`${line}\t`, 4));
        expect(cells % 4).toBe(0);
        expect(cells).toBeGreaterThan(cellsOf(line));
        expect(cells).toBeLessThanOrEqual(cellsOf(line) + 4);
      }),
    );
  });
});
