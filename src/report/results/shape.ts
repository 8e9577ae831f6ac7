/**
 * Checks that a JSON value has the shape it should have, and gives it its type.
 *
 * Invariant: a check gives what its type says, or throws a ShapeError that names the place.
 */

export class ShapeError extends Error {
  override readonly name = "ShapeError";

  constructor(path: string, wanted: string, value: unknown) {
    super(`${path} is ${JSON.stringify(value)?.slice(0, 80)}, but has to be ${wanted}`);
  }
}

/** Checks the value that stands at `path`. */
export type Check<T> = (value: unknown, path: string) => T;

export const text: Check<string> = (value, path) => {
  if (typeof value !== "string") throw new ShapeError(path, "a string", value);
  return value;
};

export const number: Check<number> = (value, path) => {
  if (typeof value !== "number") throw new ShapeError(path, "a number", value);
  return value;
};

/** One of these values. */
export function literal<const T extends string | number>(...allowed: readonly T[]): Check<T> {
  return (value, path) => {
    const found = allowed.find((each) => each === value);
    if (found === undefined) {
      throw new ShapeError(path, `one of ${JSON.stringify(allowed).slice(1, -1)}`, value);
    }
    return found;
  };
}

/** The same, or nothing at all. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

export function array<T>(check: Check<T>): Check<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, "an array", value);
    return value.map((each, i) => check(each, `${path}[${i}]`));
  };
}

/** An object whose keys are names of any kind. */
export function map<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, path) => {
    const entries = Object.entries(record(value, path));
    return Object.fromEntries(entries.map(([key, each]) => [key, check(each, `${path}.${key}`)]));
  };
}

type Checked<S> = { readonly [K in keyof S]: S[K] extends Check<infer T> ? T : never };

/** An object that has these keys; what else it has is left out, and so is what is optional and not there. */
export function object<S extends Readonly<Record<string, Check<unknown>>>>(
  shape: S,
): Check<Checked<S>> {
  return (value, path) => {
    const source = record(value, path);
    const entries = Object.entries(shape).map(
      ([key, check]) => [key, check(source[key], `${path}.${key}`)] as const,
    );
    return Object.fromEntries(entries.filter(([, each]) => each !== undefined)) as Checked<S>;
  };
}

/** One key of an object. */
export function within<T>(value: unknown, key: string, path: string, check: Check<T>): T {
  return check(record(value, path)[key], `${path}.${key}`);
}

function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ShapeError(path, "an object", value);
  }
  return value as Readonly<Record<string, unknown>>;
}
