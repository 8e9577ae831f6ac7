/**
 * Portable functions: those that any thread can find, by the module in which they are declared and their
 * place among the declarations there. A function itself cannot cross to another thread; the module can be
 * imported there anew.
 *
 * The place is the order of the declarations, since that needs nothing else: no name, which arrow functions
 * lack and bundlers shorten, and no export. In a bundle the "module" is the bundle, with the declarations of
 * all modules in it in their order.
 *
 * Invariants:
 * - A module declares the same functions in the same order on every thread: while it is evaluated, and
 *   under no condition that differs from thread to thread.
 * - A module is imported once a thread; who looks for its functions meanwhile waits.
 */

import { ModuleUrlError, NotDeclaredError, NotPortableError } from "./errors.ts";
import { makeLoadable } from "./platform.ts";

/** A function on its way to another thread. */
export interface Place {
  /** The URL of its module. */
  readonly module: string;
  /** Which of the functions that are declared there it is, from 0. */
  readonly index: number;
  /** Its name, if it has one, by which a mistake is noticed. */
  readonly name: string;
}

/** A function that can be declared. */
export type PortableFunction = (...args: never[]) => unknown;

const places: WeakMap<PortableFunction, Place> = new WeakMap();
const modules: Map<string, PortableFunction[]> = new Map();
const imports: Map<string, Promise<unknown>> = new Map();

/**
 * Declares `fn`.
 *
 * @param module the URL of the module that calls: `import.meta.url`.
 * @throws {ModuleUrlError} where that is no URL.
 */
export function declare(module: string, fn: PortableFunction): Place {
  if (!URL.canParse(module)) throw new ModuleUrlError(module);
  const declared = modules.get(module) ?? [];
  if (declared.length === 0) modules.set(module, declared);
  const place = { module, index: declared.length, name: fn.name };
  declared.push(fn);
  places.set(fn, place);
  return place;
}

/**
 * The place of `fn`.
 *
 * @throws {NotPortableError} where it was not declared.
 */
export function placeOf(fn: PortableFunction): Place {
  const place = places.get(fn);
  if (place === undefined) throw new NotPortableError(fn);
  return place;
}

/** The function at `place`, if its module has been imported on this thread. */
export function foundAlready({ module, index }: Place): PortableFunction | undefined {
  return modules.get(module)?.[index];
}

/**
 * Finds the function at `place`, importing its module if that has not been done on this thread.
 *
 * @throws {NotDeclaredError} (as a rejection) where the module, once imported, has declared no such function.
 * @throws what the import throws.
 */
export async function find(place: Place): Promise<PortableFunction> {
  const { module, name } = place;
  const known = foundAlready(place);
  if (known?.name === name) return known;
  let imported = imports.get(module);
  if (imported === undefined) {
    imported = makeLoadable(module).then(() => import(/* @vite-ignore */ module));
    imports.set(module, imported);
  }
  await imported;
  const fn = foundAlready(place);
  if (fn?.name === name) return fn;
  throw new NotDeclaredError(place, modules.get(module)?.length ?? 0, fn?.name);
}
