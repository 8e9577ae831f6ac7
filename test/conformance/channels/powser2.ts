// Go's test/chan/powser2.go: power series whose terms are sent as values of an interface; here some are
// whole numbers and some fractions, each an object of its own class. It asks of the series what the
// first program does not: inverses, compositions, and series that end.

import { expect } from "vitest";
import { both, type Case } from "../kinds.ts";
import { type Coefficients, type PowerSeries, powerSeries } from "./power-series.ts";
import type { Series } from "./series.ts";

/** What is sent. */
interface Item {
  readonly over: readonly [numerator: number, denominator: number];
  text(): string;
}

class Whole implements Item {
  readonly over: readonly [number, number];
  constructor(value: number) {
    this.over = [value, 1];
  }
  text(): string {
    return `${this.over[0]}`;
  }
}

class Fraction implements Item {
  readonly over: readonly [number, number];
  constructor(numerator: number, denominator: number) {
    this.over = [numerator, denominator];
  }
  text(): string {
    return this.over.join("/");
  }
}

class Finis implements Item {
  readonly over = [1, 0] as const;
  text(): string {
    return "end";
  }
}

function gcd(a: number, b: number): number {
  return a === 0 ? b : gcd(b % a, a);
}

function item(numerator: number, denominator: number): Item {
  const divisor = gcd(Math.abs(numerator), Math.abs(denominator)) * Math.sign(denominator);
  const over = denominator / divisor;
  return over === 1 ? new Whole(numerator / divisor + 0) : new Fraction(numerator / divisor, over);
}

const items: Coefficients<Item> = {
  finis: new Finis(),
  isFinis: (c) => c instanceof Finis,
  isZero: ({ over: [n] }) => n === 0,
  of: (numerator, denominator = 1) => item(numerator, denominator),
  add: ({ over: [n, d] }, { over: [m, e] }) => item(n * e + m * d, d * e),
  multiply: ({ over: [n, d] }, { over: [m, e] }) => item(n * m, d * e),
  negate: ({ over: [n, d] }) => item(-n, d),
  invert: ({ over: [n, d] }) => item(d, n),
};

function seriesToCheck(s: PowerSeries<Item>): [Series<Item>, string][] {
  const { of } = items;
  const ones = () => s.repeat(of(1));
  const root = () => s.binomial(of(1, 2));
  return [
    [ones(), "1 1 1 1 1"],
    [s.shift(of(7), ones()), "7 1 1 1"],
    [s.binomial(of(3)), "1 3 3 1 end"],
    [s.add(s.binomial(of(1)), s.binomial(of(2))), "2 3 1 end"],
    [s.scale(of(1, 2), s.binomial(of(2))), "1/2 1 1/2 end"],
    [s.differentiate(s.binomial(of(3))), "3 6 3 end"],
    [s.integrate(of(0), s.binomial(of(1))), "0 1 1/2 end"],
    [s.substituteMonomial(s.binomial(of(2)), of(3), 2), "1 0 6 0 9 0 end"],
    [root(), "1 1/2 -1/8 1/16 -5/128 7/256"],
    [s.multiply(root(), root()), "1 1 0 0 0 0 0 0"],
    [s.reciprocal(ones()), "1 -1 0 0 0 0 0 0"],
    [s.multiply(ones(), s.reciprocal(ones())), "1 0 0 0 0 0"],
    [s.reciprocal(s.binomial(of(1))), "1 -1 1 -1 1 -1"],
    // 1 / (1 - x/(1-x)) = (1-x) / (1-2x)
    [s.substitute(ones(), s.shift(of(0), ones())), "1 1 2 4 8 16"],
    [s.exponential(s.shift(of(0), s.binomial(of(0)))), "1 1 1/2 1/6 1/24 1/120"],
  ];
}

export const powser2: Case = {
  name: "powser2",
  holds: "power series of interfaces: products, inverses, compositions, and series that end",
  main: both(
    async (t) => {
      const s = powerSeries(t, items);
      for (const [series, expected] of seriesToCheck(s)) {
        const terms: string[] = [];
        for (const _ of expected.split(" ")) terms.push((await s.get.async(series)).text());
        expect(terms.join(" ")).toBe(expected);
      }
    },
    function* (t) {
      const s = powerSeries(t, items);
      for (const [series, expected] of seriesToCheck(s)) {
        const terms: string[] = [];
        for (const _ of expected.split(" ")) terms.push((yield* s.get.generator(series)).text());
        expect(terms.join(" ")).toBe(expected);
      }
    },
  ),
};
