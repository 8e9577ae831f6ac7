/**
 * What cannot cross to another thread, found before anything has moved: structured clone itself says only
 * that something in a value could not be cloned, and when some of it may have been transferred.
 *
 * Invariants:
 * - Everything that would be copied is looked at once, circles included, in its order.
 */

import { CannotCrossError } from "../errors.ts";
import { natureOf } from "./platform-object.ts";

type Class = abstract new (...args: never[]) => unknown;

/** Classes whose instances stay on their thread. */
const staying: Class[] = [Promise, WeakMap, WeakSet, WeakRef];

/** Of these, what they are is copied, and nothing that was added to them. */
const opaque: readonly Class[] = [
  ...[Date, RegExp, ArrayBuffer, SharedArrayBuffer],
  ...[Number, String, Boolean, BigInt as unknown as Class],
];

/** Has instances of `classes`, which have meaning on one thread only, refused. */
export function registerStaying(...classes: readonly Class[]): void {
  staying.push(...classes);
}

/** Whether it is an instance of a class whose instances stay on their thread. */
export function staysHere(value: object): boolean {
  return staying.some((no) => value instanceof no);
}

/**
 * Looks through `value`, but not into what `crosses` by itself.
 *
 * @throws {CannotCrossError} naming the first thing in it that cannot cross, and its path.
 */
export function refuse(value: unknown, crosses: (value: object) => boolean): void {
  new Search(crosses).walk("value", value);
}

class Search {
  readonly #crosses: (value: object) => boolean;
  readonly #met: Set<object> = new Set();

  constructor(crosses: (value: object) => boolean) {
    this.#crosses = crosses;
  }

  walk(path: string, value: unknown): void {
    if (typeof value === "function" || typeof value === "symbol") {
      throw new CannotCrossError(path, value);
    }
    if (typeof value !== "object" || value === null || this.#met.has(value)) return;
    this.#met.add(value);
    if (this.#crosses(value)) return;
    if (staysHere(value)) throw new CannotCrossError(path, value);
    if (value instanceof Map) this.#map(path, value);
    else if (value instanceof Set) this.#set(path, value);
    else if (value instanceof Error) this.walk(`${path}.cause`, value.cause);
    else if (ArrayBuffer.isView(value)) this.walk(`${path}.buffer`, value.buffer);
    else if (!opaque.some((plain) => value instanceof plain)) this.#properties(path, value);
  }

  #map(path: string, value: ReadonlyMap<unknown, unknown>): void {
    let entry = 0;
    for (const [key, inner] of value) {
      this.walk(`${path}.keys()[${entry}]`, key);
      this.walk(`${path}.values()[${entry++}]`, inner);
    }
  }

  #set(path: string, value: ReadonlySet<unknown>): void {
    let entry = 0;
    for (const inner of value) this.walk(`${path}.values()[${entry++}]`, inner);
  }

  #properties(path: string, value: object): void {
    if (natureOf(value) === "platform") return;
    for (const [key, inner] of Object.entries(value)) this.walk(step(path, value, key), inner);
    if (natureOf(value) === "refused") throw new CannotCrossError(path, value);
  }
}

function step(path: string, value: object, key: string): string {
  if (Array.isArray(value)) return `${path}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
