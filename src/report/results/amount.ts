/**
 * Figures as a person reads them: three digits that tell, in the unit that suits their size.
 *
 * Invariant: what is shown differs from the figure by less than a percent.
 */

import type { Place, Unit } from "./result-set.ts";

interface Step {
  readonly from: number;
  readonly suffix: string;
}

const TIME: readonly Step[] = [
  { from: 1e9, suffix: " s" },
  { from: 1e6, suffix: " ms" },
  { from: 1e3, suffix: " µs" },
  { from: 1, suffix: " ns" },
];

const BYTES: readonly Step[] = [
  { from: 1e9, suffix: " GB" },
  { from: 1e6, suffix: " MB" },
  { from: 1e3, suffix: " kB" },
  { from: 1, suffix: " B" },
];

/** How much one of a unit is, in the smallest step of its kind. */
const FACTORS: Readonly<Record<Unit, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  B: 1,
  "1/s": 1,
  "": 1,
};

/** For instance `173 ns`, `26.1 µs`, `15.7 kB`, `48,200/s`. */
export function amount(value: number, unit: Unit): string {
  if (unit === "") return digits(value);
  if (unit === "1/s") return `${digits(value)}/s`;
  const steps = unit === "B" ? BYTES : TIME;
  const inSmallest = value * FACTORS[unit];
  const step = steps.find(({ from }) => Math.abs(inSmallest) >= from) ?? steps.at(-1);
  return step === undefined ? digits(value) : `${digits(inSmallest / step.from)}${step.suffix}`;
}

/** Three digits that tell, thousands set apart: 0.123, 1.23, 12.3, 123, 1,230. */
export function digits(value: number): string {
  return value.toLocaleString("en-US", {
    maximumSignificantDigits: Math.abs(value) >= 1_000 ? 4 : 3,
  });
}

/** For instance `1.8 times`. */
export function times(ratio: number): string {
  return `${ratio.toLocaleString("en-US", { maximumSignificantDigits: 2 })} times`;
}

/** For instance `2`, or `2–4` where nothing decides. */
export function placeText({ first, last }: Place): string {
  return first === last ? `${first}` : `${first}–${last}`;
}
