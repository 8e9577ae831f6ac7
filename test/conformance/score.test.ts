// The score says "holds" only of what our tests hold, and the manifest has a place for each name.

import { describe, expect, it } from "vitest";
import { type Section, sections } from "./manifest.ts";
import { scoreSection, type TestResult } from "./score.ts";

const section: Section = {
  title: "sync",
  room: "sync",
  kinds: ["async", "generator"],
  names: [{ name: "TestMutex" }, { name: "Mutex: using", titled: "unlocks with `using`" }],
  notApplicable: {},
};

function passed(...titles: string[]): TestResult {
  return { file: "sync/mutex.test.ts", titles, passed: true };
}

function scoreOf(name: string, ...results: TestResult[]) {
  return scoreSection(section, results).find((line) => line.name === name);
}

const inAsync = passed("Mutex in 'async' goroutines", "TestMutex: lets in one at a time");
const inGenerators = passed("Mutex in 'generator' goroutines", "TestMutex: lets in one at a time");

describe("a name of the manifest", () => {
  it("holds where its tests have passed in each kind that is asked for", () => {
    const line = scoreOf("TestMutex", inAsync, inGenerators);
    expect(line?.holds).toBe(true);
    expect(line?.verdicts).toMatchObject({ async: "pass", generator: "pass", mixture: "-" });
  });

  it("is scored by itself over channels that threads share, and need not hold there where it says why", () => {
    const kinds = ["async", "shared", "threads"] as const;
    const shared = passed("over SharedChan", "TestMutex: holds", "in async goroutines");
    const threads = passed(
      "over SharedChan, on worker threads",
      "TestMutex: holds",
      "in async goroutines",
    );
    const score = (results: TestResult[], except: Section["except"] = {}) =>
      scoreSection({ ...section, kinds, except }, results)[0];
    expect(score([inAsync, shared, threads])?.holds).toBe(true);
    expect(score([inAsync, shared])?.holds).toBe(false);
    expect(score([shared, threads])?.holds).toBe(false);
    expect(score([inAsync, shared], { threads: { TestMutex: "why" } })?.holds).toBe(true);
  });

  it("does not hold without a test", () => {
    const other = passed("Mutex in 'async' goroutines", "TestMutexFairness: starves nobody");
    expect(scoreOf("TestMutex", other)?.holds).toBe(false);
  });

  it("does not hold without a run of a kind that is asked for", () => {
    expect(scoreOf("TestMutex", inAsync)?.holds).toBe(false);
  });

  it("does not hold where one of its tests has failed, of whatever kind", () => {
    const failed = { ...passed("Mutex", "TestMutex: tryLock answers"), passed: false };
    const line = scoreOf("TestMutex", inAsync, inGenerators, failed);
    expect(line?.holds).toBe(false);
    expect(line?.verdicts.other).toBe("FAIL");
  });

  it("is not held by tests of another room", () => {
    const elsewhere = [inAsync, inGenerators].map((r) => ({ ...r, file: "context/x.test.ts" }));
    expect(scoreOf("TestMutex", ...elsewhere)?.holds).toBe(false);
  });

  it("is found by its title, by a list of names, without Test, and by what the test is part of", () => {
    const titles = [
      ["TestMutexMisuse, TestMutex: throws ('async')"],
      ["Mutex", "is free in the end ('generators')"],
    ];
    expect(scoreOf("TestMutex", ...titles.map((t) => passed(...t)))?.holds).toBe(true);
    const kinds = ["async", "generator"].map((kind) => `Mutex in '${kind}' goroutines`);
    const using = kinds.map((kind) => passed(kind, "unlocks with `using`"));
    expect(scoreOf("Mutex: using", ...using)?.holds).toBe(true);
  });
});

describe("the manifest", () => {
  const places = sections.flatMap(({ room, names, notApplicable }) =>
    [...names.map(({ name }) => name), ...Object.keys(notApplicable)].map((n) => `${room}: ${n}`),
  );

  it("has each name in one place", () => {
    expect(places.filter((place, i) => places.indexOf(place) !== i)).toEqual([]);
  });

  it("says in one line why a name does not apply, or not in some kind of run", () => {
    const reasons = sections.flatMap(({ notApplicable, except = {} }) =>
      [notApplicable, ...Object.values(except)].flatMap((names) => Object.values(names)),
    );
    for (const reason of reasons) expect(reason).toMatch(/^.{20,100}$/);
  });
});
