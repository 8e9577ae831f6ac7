// The arithmetic of majorities, held against a brute force that looks at every set of voters, and the
// cases that decide a design: even numbers, no voters, joint halves that overlap and that do not.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  jointTally,
  jointValue,
  majority,
  majorityTally,
  majorityValue,
} from "../../../src/raft/rules/index.ts";

/** All subsets of the voters. */
function subsets(voters: readonly number[]): number[][] {
  return voters.reduce<number[][]>(
    (sets, voter) => [...sets, ...sets.map((set) => [...set, voter])],
    [[]],
  );
}

/** The largest value that all members of some majority have reached, by trying every set. */
function valueByForce(voters: readonly number[], valueOf: (voter: number) => number): number {
  if (voters.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...subsets(voters)
      .filter((set) => set.length * 2 > voters.length)
      .map((set) => Math.min(...set.map(valueOf))),
  );
}

/** Won, lost or pending, by trying every way in which the open votes may still fall. */
function tallyByForce(
  voters: readonly number[],
  voteOf: (voter: number) => boolean | undefined,
): string {
  const open = voters.filter((voter) => voteOf(voter) === undefined);
  const granted = voters.filter((voter) => voteOf(voter) === true).length;
  const outcomes = new Set(
    subsets(open).map((set) => voters.length === 0 || (granted + set.length) * 2 > voters.length),
  );
  if (outcomes.size === 2) return "pending";
  return outcomes.has(true) ? "won" : "lost";
}

const someVoters = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 7 });
const someValues = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 10, maxLength: 10 });
const someVotes = fc.array(fc.constantFrom(true, false, undefined), {
  minLength: 10,
  maxLength: 10,
});

describe("quorum arithmetic", () => {
  it("takes more than half for a majority", () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(majority)).toEqual([1, 2, 2, 3, 3, 4, 4]);
  });

  it("finds the value of a majority as trying every majority does", () => {
    fc.assert(
      fc.property(someVoters, someValues, (voters, values) => {
        const valueOf = (voter: number) => values[voter] as number;
        expect(majorityValue(voters, valueOf)).toBe(valueByForce(voters, valueOf));
      }),
      { numRuns: 500 },
    );
  });

  it("finds the value of many voters as sorting does", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { minLength: 17, maxLength: 120, size: "max" }),
        (values) => {
          const voters = values.map((_, i) => i);
          const descending = values.toSorted((one, other) => other - one);
          expect(majorityValue(voters, (voter) => values[voter] as number)).toBe(
            descending[majority(values.length) - 1],
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it("section 6: agrees jointly only on what both halves agree on", () => {
    fc.assert(
      fc.property(someVoters, someVoters, someValues, (one, other, values) => {
        const valueOf = (voter: number) => values[voter] as number;
        expect(jointValue(one, other, valueOf)).toBe(
          Math.min(valueByForce(one, valueOf), valueByForce(other, valueOf)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("tallies votes as trying every outcome does", () => {
    fc.assert(
      fc.property(someVoters, someVotes, (voters, votes) => {
        const voteOf = (voter: number) => votes[voter];
        expect(majorityTally(voters, voteOf)).toBe(tallyByForce(voters, voteOf));
      }),
      { numRuns: 500 },
    );
  });

  it("section 6: elects jointly only whom both halves elect", () => {
    fc.assert(
      fc.property(someVoters, someVoters, someVotes, (one, other, votes) => {
        const voteOf = (voter: number) => votes[voter];
        const halves = [tallyByForce(one, voteOf), tallyByForce(other, voteOf)];
        const expected = halves.includes("lost")
          ? "lost"
          : halves.includes("pending")
            ? "pending"
            : "won";
        expect(jointTally(one, other, voteOf)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("any two majorities share a voter, and so do those of voters that differ by one (4.1)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.boolean(), (size, grows) => {
        const before = Array.from({ length: size }, (_, i) => i + 1);
        const after = grows ? [...before, size + 1] : before.slice(0, Math.max(1, size - 1));
        const majorities = (voters: readonly number[]) =>
          subsets(voters).filter((set) => set.length >= majority(voters.length));
        for (const one of majorities(before))
          for (const other of majorities(after))
            expect(one.some((voter) => other.includes(voter))).toBe(true);
      }),
    );
  });

  it.each([
    ["nobody has answered", [1, 2, 3], [], {}, 0],
    ["one of two is not enough", [1, 2], [], { 1: 12 }, 0],
    ["two of two agree on the lower", [1, 2], [], { 1: 12, 2: 5 }, 5],
    ["two of three agree on the lower of the upper two", [1, 2, 3], [], { 1: 12, 2: 5, 3: 6 }, 6],
    ["four need three", [1, 2, 3, 4], [], { 1: 9, 2: 8, 3: 7, 4: 1 }, 7],
    ["halves without a common voter both count", [1], [2], { 1: 100 }, 0],
    ["the lower half decides", [1], [2], { 1: 13, 2: 100 }, 13],
    ["halves that overlap", [1, 2, 3], [2, 3, 4], { 1: 5, 2: 9, 3: 1, 4: 7 }, 5],
  ] as [string, number[], number[], Record<number, number>, number][])(
    "%s",
    (_what, voters, outgoing, values, expected) => {
      expect(jointValue(voters, outgoing, (voter) => values[voter] ?? 0)).toBe(expected);
    },
  );
});
