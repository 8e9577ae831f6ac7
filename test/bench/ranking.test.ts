/** When one subject is ranked above another, and that two runs do not contradict each other. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beats, MARGIN, type Place, standingsOf } from "../../bench/ranking.ts";
import type { Outcome, Row } from "../../bench/suite.ts";

function row(better: Row["better"], outcomes: Readonly<Record<string, Outcome | number[]>>): Row {
  return {
    name: "ping-pong",
    title: "ping-pong",
    operation: "a number goes to and fro",
    unit: "ns",
    better,
    subjects: Object.entries(outcomes).map(([name, outcome]) => ({
      name,
      title: name,
      side: "library",
      outcome: Array.isArray(outcome) ? { kind: "measured", samples: outcome } : outcome,
    })),
  };
}

describe("one beats another", () => {
  it.each([
    {
      says: "where every round is better by the margin",
      one: [90, 95, 100],
      other: [111, 120, 130],
    },
    { says: "in different numbers of rounds", one: [90, 95, 100], other: [111, 120, 130, 140] },
  ])("$says", ({ one, other }) => {
    expect(beats(one, other, "lower")).toBe(true);
    expect(beats(other, one, "lower")).toBe(false);
    expect(beats(other, one, "higher")).toBe(true);
  });

  it.each([
    { says: "where rounds overlap", one: [90, 95, 120], other: [111, 120, 130] },
    { says: "by less than the margin", one: [90, 95, 105], other: [111, 120, 130] },
    { says: "in fewer than three rounds", one: [90, 95], other: [111, 120, 130] },
    { says: "that ran fewer than three rounds", one: [90, 95, 100], other: [111, 120] },
    { says: "that is the same", one: [90, 95, 100], other: [90, 95, 100] },
  ])("not $says", ({ one, other }) => {
    expect(beats(one, other, "lower")).toBe(false);
    expect(beats(one, other, "higher")).toBe(false);
  });
});

describe("a place", () => {
  const places = (of: Row) =>
    Object.fromEntries([...standingsOf(of)].map(([name, { place }]) => [name, place]));

  it("is one where all is decided", () => {
    expect(places(row("lower", { a: [10, 10, 10], b: [20, 20, 20], c: [30, 30, 30] }))).toEqual({
      a: { first: 1, last: 1 },
      b: { first: 2, last: 2 },
      c: { first: 3, last: 3 },
    });
  });

  it("is a range among those whom nothing parts", () => {
    expect(places(row("higher", { a: [10, 12, 14], b: [11, 12, 13], c: [5, 5, 5] }))).toEqual({
      a: { first: 1, last: 2 },
      b: { first: 1, last: 2 },
      c: { first: 3, last: 3 },
    });
  });

  it("of one that spreads wide covers all that it may be", () => {
    expect(
      places(row("lower", { a: [10, 10, 10], wide: [9, 20, 40], c: [30, 30, 30] })).wide,
    ).toEqual({ first: 1, last: 3 });
  });

  it("says who is beaten for certain", () => {
    const of = row("lower", { a: [10, 10, 10], b: [20, 20, 20], c: [19, 25, 30] });
    expect(standingsOf(of).get("a")?.beats).toEqual(["b", "c"]);
    expect(standingsOf(of).get("b")?.beats).toEqual([]);
  });

  it("is not given to those without a figure", () => {
    const of = row("lower", { a: [1, 1, 1], b: { kind: "not installed", what: "Go" } });
    expect(places(of)).toEqual({ a: { first: 1, last: 1 } });
  });

  it("is open for all in a run of one round", () => {
    expect(places(row("lower", { a: [1], b: [1_000] }))).toEqual({
      a: { first: 1, last: 2 },
      b: { first: 1, last: 2 },
    });
  });
});

/** Samples that keep within a share of a true figure. */
function around(figure: number, share: number): fc.Arbitrary<number[]> {
  const bounds = { min: figure * (1 - share), max: figure * (1 + share), noNaN: true };
  return fc.array(fc.double(bounds), { minLength: 3, maxLength: 7 });
}

describe("two runs on one machine", () => {
  it("agree on all that both decide, where no round is off by half the margin", () => {
    const share = (MARGIN - 1) / 2 / MARGIN;
    const figures = fc.array(fc.double({ min: 1, max: 10, noNaN: true }), {
      minLength: 2,
      maxLength: 6,
    });
    const runs = figures.chain((all) => {
      const samples = fc.tuple(...all.map((figure) => around(figure, share)));
      return fc.tuple(samples, samples);
    });
    fc.assert(
      fc.property(runs, fc.constantFrom("lower" as const, "higher" as const), (pair, better) => {
        const [one, other] = pair.map((samples) => {
          const named = samples.map((sample, i) => [`${i}`, sample] as const);
          return standingsOf(row(better, Object.fromEntries(named)));
        });
        for (const [name, { place, beats: beaten }] of one ?? []) {
          const again = other?.get(name);
          expect(meet(place, again?.place as Place)).toBe(true);
          for (const each of beaten) expect(other?.get(each)?.beats).not.toContain(name);
        }
      }),
    );
  });
});

function meet(one: Place, other: Place): boolean {
  return one.first <= other.last && other.first <= one.last;
}
