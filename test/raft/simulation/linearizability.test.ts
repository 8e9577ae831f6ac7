// The checker is shown histories of both kinds: those that some order explains, and those that none does.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer, Call, Operation } from "../../../src/raft/simulation/history.ts";
import {
  checkLinearizability,
  LinearizabilityError,
} from "../../../src/raft/simulation/linearizability.ts";

const forEver = Number.POSITIVE_INFINITY;
let client = 0;

function operation(calledAt: number, answeredAt: number, call: Call, answer?: Answer): Operation {
  return { client: ++client, call, calledAt, answeredAt, answer };
}

const set = (from: number, to: number, value: string, key = "x") =>
  operation(from, to, { kind: "set", key, value }, to === forEver ? undefined : true);
const get = (from: number, to: number, value: string | null, key = "x") =>
  operation(from, to, { kind: "get", key }, value);
const swap = (from: number, to: number, expected: string | null, value: string, answer?: boolean) =>
  operation(from, to, { kind: "swap", key: "x", expected, value }, answer);

const explained: readonly [name: string, history: readonly Operation[]][] = [
  ["nothing at all", []],
  ["one after another", [set(1, 2, "a"), get(3, 4, "a"), set(5, 6, "b"), get(7, 8, "b")]],
  ["a read beside a write, that comes first", [set(1, 4, "a"), get(2, 3, null)]],
  ["a read beside a write, that comes second", [set(1, 4, "a"), get(2, 3, "a")]],
  ["two writes at once, in either order", [set(1, 4, "a"), set(2, 3, "b"), get(5, 6, "a")]],
  ["a write nobody answered, that took effect", [set(1, forEver, "a"), get(2, 3, "a")]],
  ["a write nobody answered, that did not", [set(1, forEver, "a"), get(2, 3, null)]],
  [
    "a write nobody answered, that took effect late",
    [set(1, forEver, "a"), get(2, 3, null), get(4, 5, "a")],
  ],
  ["swaps of which one wins", [swap(1, 4, null, "a", true), swap(2, 3, null, "b", false)]],
  ["a swap nobody answered", [swap(1, forEver, null, "a"), get(2, 3, "a")]],
  ["registers that know nothing of each other", [set(1, 2, "a", "x"), get(3, 4, null, "y")]],
];

const unexplained: readonly [name: string, history: readonly Operation[]][] = [
  ["a read of what was never written", [get(1, 2, "a")]],
  ["a read that misses a write before it", [set(1, 2, "a"), get(3, 4, null)]],
  ["a read that goes back", [set(1, 6, "a"), get(2, 3, "a"), get(4, 5, null)]],
  ["a read of what is to be written", [get(1, 2, "a"), set(3, 4, "a")]],
  ["two swaps that both win", [swap(1, 4, null, "a", true), swap(2, 3, null, "b", true)]],
  ["a swap that should have won", [set(1, 2, "a"), swap(3, 4, "a", "b", false)]],
  [
    "a write nobody answered, seen and gone",
    [set(1, forEver, "a"), set(2, 3, "b"), get(4, 5, "a"), get(6, 7, "b")],
  ],
  [
    "two readers that see two writes in two orders",
    [set(1, 20, "a"), set(2, 19, "b"), get(3, 4, "a"), get(5, 6, "b"), get(7, 8, "a")],
  ],
];

describe("a history of registers", () => {
  it.each(explained)("is linearizable with %s", (_name, history) => {
    expect(() => checkLinearizability(history)).not.toThrow();
  });

  it.each(unexplained)("is not linearizable with %s", (_name, history) => {
    expect(() => checkLinearizability(history)).toThrow(LinearizabilityError);
  });

  it("is shown, operation by operation, where it cannot be explained", () => {
    const history = [set(1, 2, "a"), get(3, 4, null)];
    expect(() => checkLinearizability(history)).toThrow(/\[3, 4\]: get x -> null/);
  });

  it("is judged where many operations overlap and the first order tried is wrong", () => {
    const writes = Array.from({ length: 10 }, (_, i) => set(i + 1, 200 + i, `${i}`));
    const good = [...writes, get(300, 301, "7")];
    expect(() => checkLinearizability(good)).not.toThrow();
  });

  it("is judged where hundreds of writes were never answered, of either kind", () => {
    const lost = Array.from({ length: 300 }, (_, i) => set(i + 1, forEver, `${i}`));
    const reads = Array.from({ length: 100 }, (_, i) =>
      get(1_000 + 2 * i, 1_001 + 2 * i, `${(7 * i) % 300}`),
    );
    expect(() => checkLinearizability([...lost, ...reads])).not.toThrow();
    const twice = [...lost, ...reads, get(2_000, 2_001, "0"), get(2_002, 2_003, "not written")];
    expect(() => checkLinearizability(twice)).toThrow(LinearizabilityError);
  });

  it("is judged as by trying every order", () => {
    fc.assert(
      fc.property(histories, (history) => {
        let explained = true;
        try {
          checkLinearizability(history);
        } catch {
          explained = false;
        }
        expect(explained).toBe(someOrderExplains(history, null));
      }),
      { numRuns: 3_000, seed: 1 },
    );
  });
});

/** Up to seven operations on one register, of which each was answered somehow or not at all. */
const histories = fc.array(
  fc
    .record({
      kind: fc.constantFrom("get", "set", "swap"),
      from: fc.integer({ min: 0, max: 20 }),
      lasts: fc.integer({ min: 1, max: 8 }),
      expected: fc.constantFrom(null, "a", "b"),
      value: fc.constantFrom("a", "b", "c"),
      outcome: fc.constantFrom(true, true, false, undefined),
    })
    .map(({ kind, from, lasts, expected, value, outcome }) => {
      if (kind === "get") return get(from, from + lasts, expected);
      const to = outcome === undefined ? forEver : from + lasts;
      return kind === "set" ? set(from, to, value) : swap(from, to, expected, value, outcome);
    }),
  { maxLength: 7 },
);

/** The definition itself: tries every operation that may come first, and what is left after it. */
function someOrderExplains(left: readonly Operation[], value: string | null): boolean {
  if (left.every(({ answer }) => answer === undefined)) return true;
  const firstAnswer = Math.min(...left.map(({ answeredAt }) => answeredAt));
  return left.some((one) => {
    if (one.calledAt > firstAnswer) return false;
    const [next, answer] = carriedOut(one.call, value);
    if (one.answer !== undefined && one.answer !== answer) return false;
    return someOrderExplains(
      left.filter((other) => other !== one),
      next,
    );
  });
}

function carriedOut(call: Call, value: string | null): [next: string | null, answer: Answer] {
  if (call.kind === "get") return [value, value];
  if (call.kind === "swap" && call.expected !== value) return [value, false];
  return [call.value, true];
}
