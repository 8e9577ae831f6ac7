/** Who takes part in the benchmark, and what ours are held to. */

import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LATENCY_AIMS_MS, OUR_PEERS, RATIO_AIMS } from "../../bench/channels/aims.ts";
import { REFERENCE, ROSTER } from "../../bench/channels/roster.ts";
import { WORKLOADS } from "../../bench/channels/workloads/all.ts";

const libraries = ROSTER.flatMap(({ name, substrate }) =>
  substrate.kind === "node" ? [{ name, file: substrate.module.replace(/\.js$/, ".ts") }] : [],
);

describe("the roster", () => {
  it("names each peer once", () => {
    const names = ROSTER.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(libraries)("has the programs of $name", ({ file }) => {
    expect(existsSync(new URL(file, new URL("../../bench/channels/", import.meta.url)))).toBe(true);
  });

  it("holds what every ratio is taken to", () => {
    expect(ROSTER.map(({ name }) => name)).toContain(REFERENCE);
  });

  it("cuts sizes only, and only of workloads that have a fixed one", () => {
    const cuts = ROSTER.flatMap(({ sizes }) => Object.entries(sizes));
    expect(cuts.length).toBeGreaterThan(0);
    for (const [name, cut] of cuts) {
      const { size } = WORKLOADS[name as keyof typeof WORKLOADS];
      expect(size.kind === "fixed" && cut < size.full).toBe(true);
    }
  });
});

describe("the aims", () => {
  it("are those of peers that take part", () => {
    const ours = ROSTER.filter(({ side }) => side === "ours").map(({ name }) => name);
    expect([...OUR_PEERS].sort()).toEqual([...ours].sort());
  });

  it("are positive, and no workload has both a ratio and a time", () => {
    const figures = [RATIO_AIMS, LATENCY_AIMS_MS].flatMap((aims) =>
      Object.values(aims).flatMap((of) => Object.values(of)),
    );
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.filter((figure) => !(figure > 0))).toEqual([]);
    const timed = Object.keys(LATENCY_AIMS_MS);
    expect(Object.keys(RATIO_AIMS).filter((name) => timed.includes(name))).toEqual([]);
  });
});
