// The house keeps its style, and each rule bites: a file that breaks it is named.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, type SourceFile, sourceFiles } from "./sources.ts";
import {
  badlyNamed,
  hidesTests,
  holdsEnum,
  lineLimit,
  marksUnfinished,
  namesStrangePlaces,
  opensWithoutComment,
  tooLong,
} from "./style.ts";

const src = sourceFiles(root, ["src"]);
const code = sourceFiles(root, ["src", "test", "bench", "examples", "scripts"]);
const tests = code.filter((file) => file.path.endsWith(".test.ts"));

/** Every file that git would publish, but those that have just been deleted. */
const published: SourceFile[] = execFileSync("git", ["ls-files", "-z"], { cwd: root })
  .toString()
  .split("\0")
  .filter((path) => path !== "" && existsSync(join(root, path)))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

const rules: readonly {
  readonly says: string;
  readonly rule: (file: SourceFile) => string[];
  readonly files: readonly SourceFile[];
  readonly planted: SourceFile;
}[] = [
  {
    says: "a file of src is one concept, and fits its limit of lines",
    rule: tooLong,
    files: src,
    planted: { path: "src/csp/chan.ts", text: "x();\n".repeat(lineLimit + 1) },
  },
  {
    says: "a name says what is inside",
    rule: badlyNamed,
    files: code,
    planted: { path: "src/csp/types.ts", text: "" },
  },
  {
    says: "a name of a folder says what is inside",
    rule: badlyNamed,
    files: code,
    planted: { path: "src/utils/clock.ts", text: "" },
  },
  {
    says: "a file opens with a comment that says what it is for",
    rule: opensWithoutComment,
    files: code,
    planted: {
      path: "src/csp/chan.ts",
      text: `import "x";\n// Too late to say so here, says the house.\n`,
    },
  },
  {
    says: "the opening comment is more than a word",
    rule: opensWithoutComment,
    files: code,
    planted: { path: "src/csp/chan.ts", text: "// Channels.\nx();\n" },
  },
  {
    says: "no enum",
    rule: holdsEnum,
    files: code,
    planted: { path: "src/csp/chan.ts", text: "const enum Kind { A }" },
  },
  {
    says: "nothing is marked as left to do",
    rule: marksUnfinished,
    files: code,
    planted: { path: "src/csp/chan.ts", text: `// ${"TO" + "DO"}: close it` },
  },
  {
    says: "no test is left out and none leaves out the others",
    rule: hidesTests,
    files: tests,
    planted: { path: "test/csp/chan.test.ts", text: `describe.only("a", () => { it("b", f); });` },
  },
  {
    says: "no published file names a machine's folders or a registry's host",
    rule: namesStrangePlaces,
    files: published,
    planted: { path: "README.md", text: `see ${"/ro" + "ot/"}notes` },
  },
];

describe("style", () => {
  it.each(rules)("$says", ({ rule, files }) => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap(rule)).toEqual([]);
  });

  it.each(rules)("finds a file that breaks it: $says", ({ rule, planted }) => {
    expect(rule(planted)).toHaveLength(1);
  });
});
