// Go's test/chan/powser1.go: power series whose terms are exact rationals, sent as plain values.

import { expect } from "vitest";
import { both, type Case } from "../kinds.ts";
import { type Coefficients, type PowerSeries, powerSeries } from "./power-series.ts";
import type { Series } from "./series.ts";

interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function gcd(a: bigint, b: bigint): bigint {
  return a === 0n ? b : gcd(b % a, a);
}

function rational(numerator: bigint, denominator: bigint): Rational {
  const divisor = gcd(numerator < 0n ? -numerator : numerator, denominator);
  const sign = denominator < 0n ? -1n : 1n;
  const by = divisor < 0n ? -divisor * sign : divisor * sign;
  return { numerator: numerator / by, denominator: denominator / by };
}

/** Rationals in lowest terms; a denominator of zero marks the end of a series, as in Go's program. */
const rationals: Coefficients<Rational> = {
  finis: { numerator: 1n, denominator: 0n },
  isFinis: (c) => c.denominator === 0n,
  isZero: (c) => c.numerator === 0n,
  of: (numerator, denominator = 1) => rational(BigInt(numerator), BigInt(denominator)),
  add: (a, b) =>
    rational(
      a.numerator * b.denominator + b.numerator * a.denominator,
      a.denominator * b.denominator,
    ),
  multiply: (a, b) => rational(a.numerator * b.numerator, a.denominator * b.denominator),
  negate: (a) => rational(-a.numerator, a.denominator),
  invert: (a) => rational(a.denominator, a.numerator),
};

const text = (c: Rational) =>
  c.denominator === 1n ? `${c.numerator}` : `${c.numerator}/${c.denominator}`;

/** Each series of Go's program, and its first terms. */
function seriesToCheck(s: PowerSeries<Rational>): [Series<Rational>, string][] {
  const [zero, one, two] = [0, 1, 2].map((n) => rationals.of(n)) as [Rational, Rational, Rational];
  const minusOne = rationals.negate(one);
  const [ones, twos] = [() => s.repeat(one), () => s.repeat(two)];
  const alternating = () => s.substituteMonomial(ones(), minusOne, 2);
  return [
    [ones(), "1 1 1 1 1"],
    [s.add(ones(), ones()), "2 2 2 2 2 2 2 2 2 2"],
    [s.add(ones(), twos()), "3 3 3 3 3 3 3 3 3 3"],
    [s.differentiate(ones()), "1 2 3 4 5 6 7 8 9 10"],
    [s.integrate(zero, ones()), "0 1 1/2 1/3 1/4 1/5 1/6 1/7 1/8 1/9"],
    [s.scale(minusOne, twos()), "-2 -2 -2 -2 -2 -2 -2 -2 -2 -2"],
    [s.subtract(ones(), twos()), "-1 -1 -1 -1 -1 -1 -1 -1 -1 -1"],
    [s.multiply(ones(), ones()), "1 2 3 4 5 6 7 8 9 10"],
    [
      s.exponential(ones()),
      "1 1 3/2 13/6 73/24 167/40 4051/720 37633/5040 43817/4480 4596553/362880",
    ],
    [alternating(), "1 0 -1 0 1 0 -1 0 1 0"],
    [s.integrate(zero, alternating()), "0 1 0 -1/3 0 1/5 0 -1/7 0 1/9"],
  ];
}

export const powser1: Case = {
  name: "powser1",
  holds: "power series as trees of goroutines: sums, products, integrals, exponentials, exact",
  main: both(
    async (t) => {
      const s = powerSeries(t, rationals);
      for (const [series, expected] of seriesToCheck(s)) {
        const terms: string[] = [];
        for (const _ of expected.split(" ")) terms.push(text(await s.get.async(series)));
        expect(terms.join(" ")).toBe(expected);
      }
    },
    function* (t) {
      const s = powerSeries(t, rationals);
      for (const [series, expected] of seriesToCheck(s)) {
        const terms: string[] = [];
        for (const _ of expected.split(" ")) terms.push(text(yield* s.get.generator(series)));
        expect(terms.join(" ")).toBe(expected);
      }
    },
  ),
};
