// The plan of the house holds for src, and each of its rules bites: a violation planted in a house
// of its own is found and named.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { brokenArrows } from "./arrows.ts";
import { root, sourceFiles } from "./sources.ts";

const built: string[] = [];

/** Builds a house of its own from paths and texts, and gives its root. */
function house(files: Readonly<Record<string, string>>): string {
  const base = mkdtempSync(join(tmpdir(), "goroutine-kit-house-"));
  built.push(base);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
  return base;
}

afterEach(() => {
  for (const base of built.splice(0)) rmSync(base, { recursive: true });
});

/** Imports a module in each of the ways TypeScript knows. */
const waysToImport: readonly [way: string, source: (path: string) => string][] = [
  ["import", (path) => `import { x } from "${path}"; x();`],
  ["import for effect", (path) => `import "${path}";`],
  ["import type", (path) => `import type { X } from "${path}"; export type Y = X;`],
  ["re-export", (path) => `export { x } from "${path}";`],
  ["re-export of all", (path) => `export * from "${path}";`],
  ["import()", (path) => `await import("${path}");`],
  ["import() in a type", (path) => `export type Y = import("${path}").X;`],
  ["new URL of a worker", (path) => `new Worker(new URL("${path}", import.meta.url));`],
];

describe("the plan of the house", () => {
  it("holds for src", () => {
    expect(sourceFiles(root, ["src"]).length).toBeGreaterThan(0);
    expect(brokenArrows(root)).toEqual([]);
  });

  it("lets an arrow that is drawn, and what lies below it, pass", () => {
    const base = house({
      "src/runtime/park.ts": "export const park = 1;",
      "src/csp/chan.ts": `import "../runtime/park.ts";`,
      "src/time/sleep.ts": `import "../csp/chan.ts"; import "../runtime/park.ts";`,
      "src/context/context.ts": `import "../time/sleep.ts"; import "./cause.ts";`,
      "src/context/cause.ts": "export const cause = 1;",
      "src/cli/main.ts": `import "../context/context.ts"; import "commander";`,
    });
    expect(brokenArrows(base)).toEqual([]);
  });

  it.each(waysToImport)("refuses an arrow against the plan by %s", (_way, source) => {
    const base = house({
      "src/csp/chan.ts": "export const x = () => {}; export type X = 1;",
      "src/runtime/park.ts": source("../csp/chan.ts"),
    });
    expect(brokenArrows(base)).toEqual([
      "src/runtime/park.ts: runtime may not import csp (../csp/chan.ts)",
    ]);
  });

  it.each([
    ["csp", "threading"],
    ["sync", "threading"],
    ["threading", "csp"],
    ["threading", "sync"],
    ["parallel", "threading"],
    ["raft/csp", "raft/threads"],
    ["raft/threads", "raft/csp"],
    ["raft/threads", "context"],
  ])("never lets the wing of %s see %s", (from, to) => {
    const up = from.includes("/") ? "../.." : "..";
    const base = house({
      [`src/${from}/one.ts`]: `import "${up}/${to}/two.ts";`,
      [`src/${to}/two.ts`]: "export {};",
    });
    expect(brokenArrows(base)).toEqual([
      `src/${from}/one.ts: ${from} may not import ${to} (${up}/${to}/two.ts)`,
      `src/${from}/one.ts: reaches src/${to}/two.ts, which is of the other wing`,
    ]);
  });

  it("never lets the wings meet by way of a room between them", () => {
    const base = house({
      "src/threading/thread.ts": `import "../workers/pool.ts";`,
      "src/workers/pool.ts": `import "../csp/chan.ts";`,
      "src/csp/chan.ts": "export {};",
    });
    expect(brokenArrows(base)).toContain(
      "src/threading/thread.ts: reaches src/csp/chan.ts, which is of the other wing",
    );
  });

  it("refuses a circle within a room, even one of types", () => {
    const base = house({
      "src/csp/chan.ts": `import type { S } from "./select.ts"; export type C = S;`,
      "src/csp/select.ts": `import type { W } from "./wait.ts"; export type S = W;`,
      "src/csp/wait.ts": `import type { C } from "./chan.ts"; export type W = C;`,
      "src/csp/go.ts": `import "./chan.ts";`,
    });
    expect(brokenArrows(base)).toEqual([
      "import circle: src/csp/chan.ts <-> src/csp/select.ts <-> src/csp/wait.ts",
    ]);
  });

  it("refuses a room that is not in the plan", () => {
    const base = house({ "src/misc/thing.ts": "export {};", "src/thing.ts": "export {};" });
    expect(brokenArrows(base)).toEqual([
      `src/misc/thing.ts: no room "misc" in the plan`,
      `src/thing.ts: no room "thing.ts" in the plan`,
    ]);
  });

  it("refuses a file outside src, and the command line from below", () => {
    const base = house({
      "src/csp/chan.ts": `import "../../test/fake.ts"; import "../cli/main.ts";`,
      "src/cli/main.ts": "export {};",
    });
    expect(brokenArrows(base)).toEqual([
      "src/csp/chan.ts: ../../test/fake.ts leaves src",
      "src/csp/chan.ts: csp may not import cli (../cli/main.ts)",
    ]);
  });

  it("refuses a package anywhere but in its one place", () => {
    const base = house({
      "src/csp/chan.ts": `import "p-limit";`,
      "src/interop/streams.ts": `import "ts-chan";`,
      "src/interop/ts-chan.ts": `import "ts-chan";`,
      "src/threading/executor.ts": `import "p-limit"; import "left-pad";`,
    });
    expect(brokenArrows(base)).toEqual([
      `src/csp/chan.ts: the package "p-limit" is not for this room`,
      `src/interop/streams.ts: the package "ts-chan" is not for this room`,
      `src/threading/executor.ts: the package "left-pad" is not for this room`,
    ]);
  });

  it("keeps the platform behind one file a room", () => {
    const base = house({
      "src/runtime/node.ts": `import "node:process";`,
      "src/runtime/clock.ts": `await import("node:timers");`,
      "src/runtime/local.ts": `process.getBuiltinModule?.("node:async_hooks");`,
      "src/csp/main.ts": `import "node:process";`,
    });
    expect(brokenArrows(base)).toEqual([
      "runtime: node: belongs in one file, not in src/runtime/clock.ts, src/runtime/local.ts, src/runtime/node.ts",
    ]);
  });
});
