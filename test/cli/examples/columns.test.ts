// Panels stand beside each other where the width has room for them, and else below each other.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOf } from "../../../src/cli/examples/cells.ts";
import { type Panel, PLAIN, renderPanels } from "../../../src/cli/examples/columns.ts";

const panel = (name: string, source: string, output = `${name} printed\n`): Panel => [
  { label: `${name}.ts`, text: source },
  { label: "prints", text: output },
];

const four = ["a", "b", "c", "d"].map((name) => panel(name, `${name}1\n${name}2\n`));

/** The lines with runs of spaces and of rules made short. */
function shape(panels: readonly Panel[], width: number): string[] {
  return renderPanels(panels, width, PLAIN)
    .replace(/ {2,}/g, " ")
    .replace(/─{2,}/g, "──")
    .trimEnd()
    .split("\n");
}

describe("panels", () => {
  it("stand beside each other where there is room for all", () => {
    expect(shape(four, 185)).toEqual([
      "─ a.ts ──┬── b.ts ──┬── c.ts ──┬── d.ts ──",
      "a1 │ b1 │ c1 │ d1",
      "a2 │ b2 │ c2 │ d2",
      "─ prints ──┼── prints ──┼── prints ──┼── prints ──",
      "a printed │ b printed │ c printed │ d printed",
    ]);
  });

  it("stand two and two where there is room for half of them", () => {
    for (const width of [91, 184]) {
      expect(shape(four, width)).toEqual([
        "─ a.ts ──┬── b.ts ──",
        "a1 │ b1",
        "a2 │ b2",
        "─ prints ──┼── prints ──",
        "a printed │ b printed",
        "",
        "─ c.ts ──┬── d.ts ──",
        "c1 │ d1",
        "c2 │ d2",
        "─ prints ──┼── prints ──",
        "c printed │ d printed",
      ]);
    }
  });

  it("stand one below the other where it is narrow", () => {
    expect(shape(four.slice(0, 2), 90)).toEqual([
      "─ a.ts ──",
      "a1",
      "a2",
      "─ prints ──",
      "a printed",
      "",
      "─ b.ts ──",
      "b1",
      "b2",
      "─ prints ──",
      "b printed",
    ]);
  });

  it("of three stand in one row or one below the other, never two and one", () => {
    expect(shape(four.slice(0, 3), 138)[0]).toBe("─ a.ts ──┬── b.ts ──┬── c.ts ──");
    expect(shape(four.slice(0, 3), 137)[0]).toBe("─ a.ts ──");
  });

  it("of different lengths have their outputs on the same line", () => {
    expect(shape([panel("a", "1\n2\n3\n"), panel("b", "1\n")], 91)).toEqual([
      "─ a.ts ──┬── b.ts ──",
      "1 │ 1",
      "2 │",
      "3 │",
      "─ prints ──┼── prints ──",
      "a printed │ b printed",
    ]);
  });

  it("show tabs as four spaces, and keep their columns beside wide characters", () => {
    const rendered = renderPanels([panel("a", "\tgo 通道\n"), panel("b", "x\n")], 91, PLAIN);
    expect(rendered.split("\n")[1]).toBe(`    go 通道${" ".repeat(33)} │ x`);
  });

  it("break code with four spaces, and a comment with its mark", () => {
    const code = `  ${"go ".repeat(20)}\n`;
    const comment = `  # ${"why ".repeat(12)}\n`;
    const lines = renderPanels([panel("a", code), panel("b", comment)], 91, PLAIN).split("\n");
    expect(lines.slice(1, 3)).toEqual([
      `  ${"go ".repeat(14)} │   # ${"why ".repeat(10)}`.trimEnd(),
      `      ${"go ".repeat(6)}`.padEnd(44) + ` │   # why why`,
    ]);
  });

  it("paint labels and rules and nothing else", () => {
    const paint = { label: (text: string) => `<${text}>`, rule: (text: string) => `[${text}]` };
    const painted = renderPanels(four.slice(0, 2), 91, paint);
    expect(painted.replace(/[<>[\]]/g, "")).toBe(renderPanels(four.slice(0, 2), 91, PLAIN));
    expect(painted.split("\n")[0]).toMatch(/^\[─\] <a\.ts> \[─+\]\[─┬─\]\[─\] <b\.ts> \[─+\]$/);
  });

  it("of any text and width have no line that is too long", () => {
    const text = fc.array(fc.string({ unit: fc.constantFrom("a", "bc", " ", "\t", "通") }));
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 20, max: 220 }),
        (texts, width) => {
          const panels = texts.map((lines, at) => panel(`${at}`, lines.join("\n")));
          for (const line of renderPanels(panels, width, PLAIN).split("\n")) {
            expect(cellsOf(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });
});
