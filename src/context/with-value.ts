/**
 * Go's `context.WithValue`: for what belongs to a request and crosses calls, not for optional parameters.
 *
 * Invariant: keys are compared by identity (`Object.is`). A symbol or an object of the module's own cannot
 * meet another module's key; a string can.
 */

import type { Context } from "./context.ts";
import { DerivedContext } from "./derived-context.ts";
import { NilKeyError } from "./errors.ts";

/**
 * Makes a context that gives `value` for `key`, and is otherwise as `parent`.
 *
 * @throws {NilKeyError} where `key` is null or undefined.
 * @throws {NilParentError} where `parent` is nil.
 */
export function withValue(parent: Context, key: unknown, value: unknown): Context {
  return new ValueContext(parent, key, value);
}

class ValueContext extends DerivedContext {
  readonly #key: unknown;
  readonly #value: unknown;

  constructor(parent: Context, key: unknown, value: unknown) {
    super("withValue", parent);
    if (key === null || key === undefined) throw new NilKeyError();
    this.#key = key;
    this.#value = value;
  }

  protected override knows(key: unknown): boolean {
    return Object.is(key, this.#key);
  }

  protected override own(): unknown {
    return this.#value;
  }

  protected override kind(): string {
    return `WithValue(${textOf(this.#key)}, ${textOf(this.#value)})`;
  }
}

// As Go's stringify: strings as they are; of what is not text, the type, since it may be secret.
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "symbol") return value.toString();
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
}
