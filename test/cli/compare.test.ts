// The command `compare` as a person or a program uses it: its command line, and a quick run of one row.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as bench from "../../bench/comparison.ts";
import { type Bench, openBench } from "../../src/cli/compare/bench.ts";
import { compare } from "../../src/cli/compare.ts";
import { readResultSet } from "../../src/report/results/result-set.ts";

const folder = mkdtempSync(join(tmpdir(), "goroutine-kit-compare-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[], interrupted = new AbortController().signal) {
  let [out, err] = ["", ""];
  const status = await compare(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isTerminal: false,
    interrupted,
  });
  return { status, out, err };
}

describe("the command line of compare", () => {
  it.each([
    { args: ["--quick", "--full"], says: "--quick or --full, not both" },
    { args: ["--rounds", "0"], says: "--rounds is 0, but has to be a whole number from 1 up" },
    { args: ["--rounds", "some"], says: "--rounds is some" },
    { args: ["--only", "chanels"], says: "--only: no chanels; there are channels" },
    { args: ["--only", "channels/ping"], says: "--only: no channels/ping" },
    { args: ["extra"], says: "extra" },
  ])("refuses $args and says why", async ({ args, says }) => {
    const { status, out, err } = await run(args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(says);
    expect(err).toContain("usage: compare");
  });

  it("knows the benchmarks by the face that they have", async () => {
    const known: Bench = bench;
    expect((await openBench()).namesOf()).toEqual(known.namesOf());
  });
});

describe("a quick run", () => {
  it("prints a table without figures, and writes a report that says what it is", async () => {
    const out = join(folder, "quick");
    const ended = await run(["--quick", "--only", "threading/lock", "--out", out]);
    expect(ended.err).toBe("");
    expect(ended.status).toBe(0);
    expect(ended.out).toMatch(/lock, uncontended +right +right/);
    expect(ended.out).toContain("a quick run: whether the answers are right");
    const results = readResultSet(JSON.parse(readFileSync(join(out, "results.json"), "utf8")));
    expect(results.effort).toBe("quick");
    for (const page of ["paper.html", "paper.md"]) {
      expect(readFileSync(join(out, page), "utf8")).toContain(
        "A quick run: everything was run once",
      );
    }
    expect(existsSync(join(out, "charts", "timeline-election.svg"))).toBe(true);
  }, 60_000);

  it("gives a program JSON and nothing else", async () => {
    const out = join(folder, "json");
    const ended = await run(["--quick", "--json", "--only", "threading/lock", "--out", out]);
    expect(ended.status).toBe(0);
    const { suites } = readResultSet(JSON.parse(ended.out));
    expect(suites.map(({ rows }) => rows.map(({ name }) => name))).toEqual([["lock"]]);
    expect(ended.err).toContain("written: ");
  }, 60_000);
});

describe("a run that is ended", () => {
  it("writes what it has, says that it was ended early, and exits as such", async () => {
    const controller = new AbortController();
    controller.abort();
    const out = join(folder, "early");
    const ended = await run(["--only", "threading", "--out", out], controller.signal);
    expect(ended.status).toBe(130);
    expect(ended.out).toContain("ended early");
    expect(readFileSync(join(out, "paper.md"), "utf8")).toContain("The run was ended early.");
  }, 60_000);
});
