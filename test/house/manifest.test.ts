// What package.json promises: each name a user can import has its source, nothing else is brought
// into a user's program, and the lock file names no place that packages were fetched from.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { root } from "./sources.ts";

const rooms = Object.entries(manifest.exports).filter(
  (entry): entry is [string, { types: string; default: string }] => typeof entry[1] === "object",
);

/** The source that a built file comes from. */
function sourceOf(built: string): string {
  return built.replace(/^\.\/dist\//, "./src/").replace(/\.js$/, ".ts");
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

describe("the package", () => {
  it.each(rooms)("has a source for %s, and types beside what it runs", (_subpath, target) => {
    expect(existsSync(join(root, sourceOf(target.default)))).toBe(true);
    expect(target.types).toBe(target.default.replace(/\.js$/, ".d.ts"));
  });

  it("is known by the same names to the checks of types", () => {
    const settings = JSON.parse(read("tsconfig.json").replace(/^\s*\/\/.*$/gm, "")) as {
      compilerOptions: { paths: unknown };
    };
    const expected = rooms.map(([subpath, target]) => [
      `goroutine-kit${subpath.slice(1)}`,
      [sourceOf(target.default)],
    ]);
    expect(settings.compilerOptions.paths).toEqual(Object.fromEntries(expected));
  });

  it("has all of them in the documentation of the API", () => {
    const { entryPoints } = JSON.parse(read("typedoc.json")) as { entryPoints: string[] };
    expect(entryPoints).toEqual(rooms.map(([, target]) => sourceOf(target.default).slice(2)));
  });

  it("brings nothing but p-limit and msgpackr into a user's program, and has ts-chan only if asked", () => {
    expect(Object.keys(manifest.dependencies)).toEqual(["msgpackr", "p-limit"]);
    expect(Object.keys(manifest.peerDependencies)).toEqual(["ts-chan"]);
    expect(manifest.peerDependenciesMeta).toEqual({ "ts-chan": { optional: true } });
  });

  it("locks the versions of its dependencies without naming where they were fetched", () => {
    const lock = JSON.parse(read("package-lock.json")) as {
      packages: Record<string, { resolved?: string }>;
    };
    expect(Object.keys(lock.packages).length).toBeGreaterThan(1);
    expect(Object.entries(lock.packages).filter(([, entry]) => "resolved" in entry)).toEqual([]);
  });
});
