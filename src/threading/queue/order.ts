/**
 * The order of a PriorityQueue's values unless it is given another: Python's `<` on numbers, strings and
 * tuples. What has no order there has none here.
 */

import { NotComparableError } from "../errors.ts";

/** Says by its sign which of two comes first: `a` where it is negative, `b` where it is positive. */
export type Compare<T> = (a: T, b: T) => number;

/**
 * Numbers and dates by size, strings by code unit, false before true, arrays by their first elements that
 * differ, and a shorter one before what it begins.
 *
 * @throws {NotComparableError} where two values, or two elements in the same place, are not of one kind,
 * or of a kind that has no order.
 */
export function naturalOrder(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) return arrayOrder(a, b);
  const [x, y] = [scalarOf(a), scalarOf(b)];
  if (x === undefined || y === undefined || !ofOneKind(x, y)) throw new NotComparableError(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function arrayOrder(a: readonly unknown[], b: readonly unknown[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (Object.is(a[i], b[i])) continue; // as in Python, what is the same needs no order
    const order = naturalOrder(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

type Scalar = number | bigint | string | boolean;

function scalarOf(value: unknown): Scalar | undefined {
  if (value instanceof Date) return value.getTime();
  const kind = typeof value;
  if (kind === "number" || kind === "bigint" || kind === "string" || kind === "boolean") {
    return value as Scalar;
  }
  return undefined;
}

/** Python orders numbers with each other and with booleans, but with no string. */
function ofOneKind(a: Scalar, b: Scalar): boolean {
  return (typeof a === "string") === (typeof b === "string");
}
