/**
 * What cannot cross to another thread, found before anything has moved: structured clone itself says only
 * that something in a value could not be cloned, and when some of it may have been transferred.
 *
 * Invariants:
 * - Everything that structured clone would copy is looked at once, circles included, in its order.
 */

import { CannotCrossError } from "../errors.ts";

/** Classes that structured clone refuses, beside functions and symbols. */
const refused: readonly (new (...args: never[]) => unknown)[] = [
  Promise,
  WeakMap,
  WeakSet,
  WeakRef,
];

/** Of these, structured clone copies what they are and nothing that was added to them. */
const opaque: readonly (new (...args: never[]) => unknown)[] = [
  Date,
  RegExp,
  ArrayBuffer,
  SharedArrayBuffer,
];

/**
 * Looks through `value`.
 *
 * @throws {CannotCrossError} naming the first thing in it that cannot cross, and its path.
 */
export function refuse(value: unknown): void {
  walk("value", value, new Set());
}

function walk(path: string, value: unknown, met: Set<object>): void {
  if (typeof value === "function" || typeof value === "symbol") {
    throw new CannotCrossError(path, value);
  }
  if (typeof value !== "object" || value === null || met.has(value)) return;
  met.add(value);
  if (refused.some((no) => value instanceof no)) throw new CannotCrossError(path, value);
  if (value instanceof Map) {
    let entry = 0;
    for (const [key, inner] of value) {
      walk(`${path}.keys()[${entry}]`, key, met);
      walk(`${path}.values()[${entry++}]`, inner, met);
    }
  } else if (value instanceof Set) {
    let entry = 0;
    for (const inner of value) walk(`${path}.values()[${entry++}]`, inner, met);
  } else if (value instanceof Error) {
    walk(`${path}.cause`, value.cause, met);
  } else if (!ArrayBuffer.isView(value) && !opaque.some((plain) => value instanceof plain)) {
    for (const [key, inner] of Object.entries(value)) walk(step(path, value, key), inner, met);
  }
}

function step(path: string, value: object, key: string): string {
  if (Array.isArray(value)) return `${path}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
