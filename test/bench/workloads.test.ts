/** The workloads' answers, and that a wrong one fails its row. */

import { describe, expect, it } from "vitest";
import type { Line } from "../../bench/channels/child.ts";
import { judge } from "../../bench/channels/process.ts";
import { SIZE_STEP, sizeFor, sumBelow, WORKLOAD_NAMES } from "../../bench/channels/workload.ts";
import { WORKLOADS } from "../../bench/channels/workloads/all.ts";
import { firstPrimes } from "../../bench/channels/workloads/sieve.ts";

function line(workload: Line["workload"], size: number, answer: number): Line {
  return { workload, size, answer, value: 12, batches: [12] };
}

describe("an answer", () => {
  it("that is right makes a measurement", () => {
    expect(judge(line("stream-0", 5, 0 + 1 + 2 + 3 + 4))).toEqual({
      kind: "measured",
      size: 5,
      values: [12],
    });
    expect(judge(line("ping-pong", 3, 1 + 2 + 3)).kind).toBe("measured");
    expect(judge(line("sieve", 5, 2 + 3 + 5 + 7 + 11)).kind).toBe("measured");
    expect(judge(line("mutex-contended", 80, 80)).kind).toBe("measured");
    expect(judge(line("timer-latency", 25, 0)).kind).toBe("measured");
  });

  it.each(WORKLOAD_NAMES)("of %s that is off by one fails, and says by how much", (name) => {
    const expected = WORKLOADS[name].expected(80);
    expect(judge(line(name, 80, expected + 1))).toEqual({
      kind: "failed",
      reason: `wrong answer: ${expected + 1} for size 80, where ${expected} is right`,
    });
  });

  it("is not asked of a peer that cannot", () => {
    const reason = "it has no select";
    expect(judge({ workload: "select-2", cannot: reason })).toEqual({ kind: "cannot", reason });
  });
});

describe("a workload", () => {
  it.each(WORKLOAD_NAMES)("%s goes by the name it is listed under", (name) => {
    expect(WORKLOADS[name].measure.name).toBe(name);
  });

  it.each(WORKLOAD_NAMES)("%s starts calibration from a size that divides evenly", (name) => {
    const { size } = WORKLOADS[name];
    const first = sizeFor(size, "full");
    expect(size.kind === "fixed" || first % SIZE_STEP === 0).toBe(true);
  });

  it("of a fixed size is large in full and small when quick", () => {
    expect(sizeFor(WORKLOADS.memory.size, "full")).toBe(1_000_000);
    expect(sizeFor(WORKLOADS.memory.size, "quick")).toBe(100);
  });
});

describe("the prime sieve", () => {
  it("is judged by the first primes", () => {
    expect(firstPrimes(10)).toEqual([2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
  });

  it("counts each number once for every filter it meets, and a prime once more for its reader", () => {
    // 2: reader. 3: filter 2, reader. 4: filter 2. 5: filters 2 and 3, reader.
    expect(WORKLOADS.sieve.operations(3)).toBe(1 + 2 + 1 + 3);
  });
});

describe("a sum", () => {
  it("of the numbers below a million is exact", () => {
    expect(sumBelow(1_000_000)).toBe(499_999_500_000);
  });
});
