/**
 * How what was thrown on one thread gets to another. Structured clone would carry an error's message and, of
 * its class, only the standard ones; here its name, stack, cause and what else is written on it come along.
 *
 * Invariants:
 * - The errors that programs compare by identity (`err === Canceled`) are the same on every thread.
 * - An error arrives as one of its standard class, or as an Error with its name; its stack is that of the
 *   thread where it was thrown.
 * - What cannot be carried is left out or described, and never hides the error.
 */

import { describe } from "../runtime/goroutine.ts";

// Errors of which there is one, by their names: these are the same on every thread.
const unique: Map<string, unknown> = new Map();

/** Says that there is one error of that name, and it is this: it arrives as itself on a thread that says so too. */
export function sameEverywhere(name: string, error: unknown): void {
  unique.set(name, error);
}

/** The classes of errors that arrive as what they were. */
const classes: readonly ErrorConstructor[] = [
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
];

/** Causes of causes beyond which nobody reads on; a circle of causes ends here too. */
const MOST_CAUSES = 16;

type Primitive = string | number | boolean | bigint | null | undefined;

/** What was thrown, as plain data. */
export type Carried =
  | { readonly unique: string }
  | { readonly thrown: unknown }
  | {
      readonly kind: string;
      readonly name: string;
      readonly message: string;
      readonly stack: string;
      readonly own: Readonly<Record<string, Primitive>>;
      readonly causes: readonly Carried[];
      readonly errors: readonly Carried[] | null;
    };

/** Packs what was thrown. What is no error must be able to cross itself; `describeThrown` is for what is not. */
export function carry(thrown: unknown, depth = 0): Carried {
  for (const [name, error] of unique) if (error === thrown) return { unique: name };
  if (!(thrown instanceof Error)) {
    return { thrown: depth === 0 || isPrimitive(thrown) ? thrown : describe(thrown) };
  }
  const deeper = depth < MOST_CAUSES;
  return {
    kind: kindOf(thrown),
    name: String(thrown.name),
    message: String(thrown.message),
    stack: String(thrown.stack ?? ""),
    own: ownOf(thrown),
    causes: deeper && thrown.cause !== undefined ? [carry(thrown.cause, depth + 1)] : [],
    errors:
      deeper && thrown instanceof AggregateError
        ? thrown.errors.map((error) => carry(error, depth + 1))
        : null,
  };
}

/** Packs what was thrown and cannot cross, by what can be said of it. */
export function describeThrown(thrown: unknown): Carried {
  return { thrown: describe(thrown) };
}

/** What was thrown, as this thread has it; `where` is added to the stack. */
export function carriedHome(carried: Carried, where: string): unknown {
  if ("unique" in carried) return unique.get(carried.unique) ?? new Error(carried.unique);
  if ("thrown" in carried) return carried.thrown;
  const causes = carried.causes.map((cause) => carriedHome(cause, where));
  const options = causes.length > 0 ? { cause: causes[0] } : undefined;
  const errors = carried.errors?.map((error) => carriedHome(error, where));
  const error = make(carried.kind, carried.name, carried.message, errors, options);
  Object.assign(error, carried.own);
  hidden(error, "stack", carried.stack === "" ? where : `${carried.stack}\n${where}`);
  if (error.name !== carried.name) hidden(error, "name", carried.name);
  return error;
}

function kindOf(error: Error): string {
  if (typeof DOMException === "function" && error instanceof DOMException) return "DOMException";
  return classes.find((standard) => error instanceof standard)?.name ?? "Error";
}

function make(
  kind: string,
  name: string,
  message: string,
  errors: unknown[] | undefined,
  options: ErrorOptions | undefined,
): Error {
  if (errors !== undefined) return new AggregateError(errors, message, options);
  if (kind === "DOMException") return new DOMException(message, name);
  const standard = classes.find((each) => each.name === kind) ?? Error;
  return new standard(message, options);
}

function ownOf(error: Error): Record<string, Primitive> {
  const own: Record<string, Primitive> = {};
  for (const [key, value] of Object.entries(error)) {
    if (isPrimitive(value) && key !== "__proto__" && key !== "name") own[key] = value;
  }
  return own;
}

function isPrimitive(value: unknown): value is Primitive {
  return value === null || !["object", "function", "symbol"].includes(typeof value);
}

function hidden(error: Error, key: string, value: string): void {
  Object.defineProperty(error, key, { value, configurable: true, writable: true });
}
