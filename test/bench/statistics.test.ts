/** The figures of a report: medians, quartiles, spreads, and ratios taken round by round. */

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EmptySampleError, median, medianRatio, quantile, spread } from "../../bench/statistics.ts";

const figures = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 1 });

describe("the median", () => {
  it("is the middle one of an odd number of values, in whatever order they come", () => {
    expect(median([30, 10, 20])).toBe(20);
  });

  it("is the mean of the middle two of an even number", () => {
    expect(median([40, 10, 20, 30])).toBe(25);
  });

  it("sorts by number and not by text", () => {
    expect(median([9, 100, 20])).toBe(20);
  });

  it("leaves the sample as it was", () => {
    const sample = [3, 1, 2];
    median(sample);
    expect(sample).toEqual([3, 1, 2]);
  });

  it("has as many values below it as above it", () => {
    fc.assert(
      fc.property(figures, (sample) => {
        const middle = median(sample);
        const below = sample.filter((value) => value < middle).length;
        const above = sample.filter((value) => value > middle).length;
        expect(below).toBeLessThanOrEqual(sample.length / 2);
        expect(above).toBeLessThanOrEqual(sample.length / 2);
      }),
    );
  });

  it("of no values is refused", () => {
    expect(() => median([])).toThrow(EmptySampleError);
  });
});

describe("a quantile", () => {
  it("at 0 and 1 is the smallest and the largest value", () => {
    expect(quantile([5, 3, 9], 0)).toBe(3);
    expect(quantile([5, 3, 9], 1)).toBe(9);
  });

  it("between two values lies between them in proportion", () => {
    expect(quantile([10, 20, 30, 40, 50], 0.99)).toBeCloseTo(49.6);
  });

  it("of a share outside of 0 to 1 is refused", () => {
    expect(() => quantile([1], 1.5)).toThrow("the share is 1.5");
    expect(() => quantile([1], Number.NaN)).toThrow("the share is NaN");
  });
});

describe("the spread", () => {
  it("is the distance between the quartiles as a share of the median", () => {
    expect(spread([80, 90, 100, 110, 120])).toBeCloseTo(0.2);
  });

  it("does not see one wild value", () => {
    expect(spread([100, 100, 100, 100, 9_000])).toBe(0);
  });

  it("of equal values is 0, even where they are 0", () => {
    expect(spread([0, 0, 0])).toBe(0);
  });
});

describe("the ratio", () => {
  it("is taken in each round, and the median of those is the answer", () => {
    // Round by round 0.5, 0.5 and 2; the ratio of the medians would be 1.
    expect(medianRatio([10, 100, 40], [20, 200, 20])).toBe(0.5);
  });

  it("leaves out the rounds in which one of the two is missing", () => {
    expect(medianRatio([undefined, 30, 10], [10, 10, undefined])).toBe(3);
    expect(medianRatio([8, 9], [4])).toBe(2);
  });

  it("is undefined where no round has both", () => {
    expect(medianRatio([1, undefined], [undefined, 1])).toBeUndefined();
    expect(medianRatio([1], [0])).toBeUndefined();
  });

  it("of anything to itself is 1", () => {
    fc.assert(
      fc.property(figures, (sample) => {
        expect(medianRatio(sample, sample)).toBe(1);
      }),
    );
  });
});
