// What is measured, and what stands beside what, in a folder laid out for the purpose.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { allExamples, compare } from "../../../src/report/metrics/comparison.ts";
import {
  NothingToMeasureError,
  SourceMissingError,
  UnknownLanguageError,
} from "../../../src/report/metrics/errors.ts";
import { openMeasurer } from "../../../src/report/metrics/measure.ts";
import { groupsUnder, twinGroups } from "../../../src/report/metrics/sources.ts";

const measurer = await openMeasurer();
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "goroutine-kit-metrics-"));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function lay(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const example = (name: string) => ({
  [`${name}/${name}.ts`]: "a();",
  [`${name}/${name}.threads.ts`]: "a(b);",
  [`${name}/${name}.go`]: "package p",
  [`${name}/${name}.py`]: "a(b, c)",
});

describe("an example", () => {
  it("has a row for each idiom, in the order TypeScript twice, Go, Python", async () => {
    await lay({ ...example("02-two"), "02-two/two.out": "2" });
    const folder = join(root, "02-two");
    expect(groupsUnder([root])).toEqual([
      {
        kind: "example",
        title: folder,
        rows: [
          { label: "TypeScript, Go idiom", paths: [join(folder, "02-two.ts")] },
          { label: "TypeScript, Thread idiom", paths: [join(folder, "02-two.threads.ts")] },
          { label: "Go", paths: [join(folder, "02-two.go")] },
          { label: "Python", paths: [join(folder, "02-two.py")] },
        ],
      },
    ]);
  });

  it("takes several files of one idiom together", async () => {
    await lay({ ...example("01-one"), "01-one/server.py": "d()" });
    const [comparison] = await compare(groupsUnder([root]), measurer);
    expect(comparison?.rows[3]?.files).toHaveLength(2);
    expect(comparison?.rows[3]?.totals).toMatchObject({ tokens: 6 + 3, lines: { source: 2 } });
  });

  it("has no row for an idiom it is not written in", async () => {
    await lay({ "01-one/one.ts": "", "01-one/one.threads.ts": "", "01-one/one.py": "" });
    const [group] = groupsUnder([root]);
    expect(group?.rows.map(({ label }) => label)).toEqual([
      "TypeScript, Go idiom",
      "TypeScript, Thread idiom",
      "Python",
    ]);
  });
});

describe("all examples", () => {
  it("are summed over those written in every idiom", async () => {
    await lay({
      ...example("01-one"),
      ...example("02-two"),
      "03-three/three.threads.ts": "a(); b();",
    });
    const comparisons = await compare(groupsUnder([root]), measurer);
    expect(allExamples(comparisons)).toMatchObject({
      title: "all 2 complete examples",
      rows: [
        { label: "TypeScript, Go idiom", totals: { tokens: 2 * 3 } },
        { label: "TypeScript, Thread idiom", totals: { tokens: 2 * 4 } },
        { label: "Go", totals: { tokens: 2 * 2 } },
        { label: "Python", totals: { tokens: 2 * 6 } },
      ],
    });
  });

  it("are no sum where there is only one", async () => {
    await lay({ ...example("01-one"), "other/a.ts": "a();" });
    expect(allExamples(await compare(groupsUnder([root]), measurer))).toBeUndefined();
  });
});

describe("a folder", () => {
  it("has a row for each source in it, and those below follow it", async () => {
    await lay({ "b.go": "", "a.ts": "", "notes.md": "", "below/c.py": "", "empty/notes.md": "" });
    expect(groupsUnder([root])).toEqual([
      {
        kind: "folder",
        title: root,
        rows: [
          { label: "a.ts", paths: [join(root, "a.ts")] },
          { label: "b.go", paths: [join(root, "b.go")] },
        ],
      },
      {
        kind: "folder",
        title: join(root, "below"),
        rows: [{ label: "c.py", paths: [join(root, "below", "c.py")] }],
      },
    ]);
  });

  it("is passed over where it holds what was built or installed, or is hidden", async () => {
    await lay({
      "a.ts": "",
      "dist/b.ts": "",
      "node_modules/c/c.ts": "",
      "coverage/d.ts": "",
      ".e/f.ts": "",
    });
    expect(groupsUnder([root]).map(({ title }) => title)).toEqual([root]);
  });
});

describe("a path", () => {
  it("may name a single file", async () => {
    await lay({ "a.ts": "", "b.ts": "" });
    const path = join(root, "a.ts");
    expect(groupsUnder([path])).toEqual([
      { kind: "folder", title: root, rows: [{ label: "a.ts", paths: [path] }] },
    ]);
  });

  it("that leads nowhere is refused", () => {
    const path = join(root, "none");
    expect(() => groupsUnder([path])).toThrow(SourceMissingError);
    expect(() => groupsUnder([path])).toThrow(`${path}: no such file or folder to measure`);
  });

  it("of a file of no known language is refused", async () => {
    await lay({ "a.md": "" });
    expect(() => groupsUnder([join(root, "a.md")])).toThrow(UnknownLanguageError);
  });

  it("of a folder without a source is refused", () => {
    expect(() => groupsUnder([root])).toThrow(NothingToMeasureError);
    expect(() => groupsUnder([root])).toThrow(`no file that ends in .ts, .go, .py under ${root}`);
  });
});

describe("twin folders", () => {
  it("are laid beside each other file by file, and last as a whole", async () => {
    await lay({
      "csp/election.ts": "a();",
      "csp/node.ts": "b();",
      "csp/only.ts": "c();",
      "threads/election.ts": "a(b);",
      "threads/node.ts": "b(c);",
    });
    const [csp, threads] = [join(root, "csp"), join(root, "threads")];
    const both = (name: string) => [
      { label: "csp", paths: [join(csp, name)] },
      { label: "threads", paths: [join(threads, name)] },
    ];
    expect(twinGroups(csp, threads)).toEqual([
      { kind: "twins", title: `${csp} and ${threads}: election.ts`, rows: both("election.ts") },
      { kind: "twins", title: `${csp} and ${threads}: node.ts`, rows: both("node.ts") },
      {
        kind: "twins",
        title: `${csp} and ${threads}: all files`,
        rows: [
          {
            label: "csp",
            paths: ["election.ts", "node.ts", "only.ts"].map((name) => join(csp, name)),
          },
          {
            label: "threads",
            paths: ["election.ts", "node.ts"].map((name) => join(threads, name)),
          },
        ],
      },
    ]);
  });

  it("are none where one of them does not exist", async () => {
    await lay({ "csp/election.ts": "" });
    expect(twinGroups(join(root, "csp"), join(root, "threads"))).toEqual([]);
  });
});
