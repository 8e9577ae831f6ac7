// What belongs to an example, and how one is found.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  ExampleIncompleteError,
  findExample,
  readExamples,
} from "../../../src/cli/examples/catalogue.ts";

const complete = {
  "README.md": "# One\n\nShows\none.\n\nPaper: Section 1\n\nA note\nof two lines.\n\nAnother.\n",
  "one.ts": "ts",
  "one.threads.ts": "threads",
  "one.go": "go",
  "one.py": "py",
  "one.out": "same\n",
};

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** A root with files in `examples/01-one`, those that are null left out. */
function rootWith(files: Readonly<Record<string, string | null>>): string {
  const root = mkdtempSync(join(tmpdir(), "goroutine-kit-catalogue-"));
  roots.push(root);
  for (const [path, text] of Object.entries({ ...complete, ...files })) {
    if (text === null) continue;
    const file = join(root, "examples/01-one", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return root;
}

describe("the catalogue", () => {
  it("holds what a README says of its example", () => {
    expect(readExamples(rootWith({}))).toMatchObject([
      {
        number: "01",
        name: "one",
        folder: "01-one",
        title: "One",
        shows: "Shows one.",
        paper: "Section 1",
        notes: ["A note of two lines.", "Another."],
      },
    ]);
  });

  it("holds the four sources with their outputs, which may be one for all", () => {
    const [example] = readExamples(rootWith({ "one.threads.ts.out": "own\n" }));
    expect(example?.programs.map(({ file, source, recorded }) => [file, source, recorded])).toEqual(
      [
        ["one.ts", "ts", "same\n"],
        ["one.go", "go", "same\n"],
        ["one.threads.ts", "threads", "own\n"],
        ["one.py", "py", "same\n"],
      ],
    );
  });

  it("needs no section of the paper", () => {
    const [example] = readExamples(rootWith({ "README.md": "# One\n\nShows one.\n" }));
    expect(example).toMatchObject({ paper: undefined, notes: [] });
  });

  it("passes over what is no example", () => {
    const root = rootWith({});
    mkdirSync(join(root, "examples/drafts"));
    writeFileSync(join(root, "examples/go.mod"), "");
    expect(readExamples(root)).toHaveLength(1);
  });

  it.each([
    ["README.md", null, "has no README.md"],
    ["README.md", "# One\n", "README.md has no heading and sentence of what it shows"],
    ["README.md", "One\n\nShows one.\n", "README.md has no heading and sentence of what it shows"],
    ["one.py", null, "has no one.py"],
    ["one.out", null, "has no one.ts.out and no one.out"],
  ])("refuses an example with %s as %j", (path, text, words) => {
    const root = rootWith({ [path]: text });
    expect(() => readExamples(root)).toThrow(ExampleIncompleteError);
    expect(() => readExamples(root)).toThrow(`examples/01-one: ${words}`);
  });
});

describe("an example", () => {
  it.each(["2", "02", "operation-done", "02-operation-done", "examples/02-operation-done/"])(
    "is found by %s",
    (wanted) => {
      expect(findExample(readExamples(), wanted)?.folder).toBe("02-operation-done");
    },
  );

  it.each(["", "0", "99", "operation", "2.0"])("is not found by %j", (wanted) => {
    expect(findExample(readExamples(), wanted)).toBeUndefined();
  });
});
