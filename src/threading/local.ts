/**
 * Python's `threading.local`: an object that is another one in each thread.
 *
 * Invariants:
 * - What one thread sets, no other sees.
 * - What a thread has set goes when the thread goes, or the local does.
 * - Making one has threads be followed, since it must know who calls (identity.ts).
 */

import type { Owner } from "../runtime/waiter.ts";
import { caller, follow } from "./identity.ts";

/**
 * Makes an object whose properties each thread has for itself.
 *
 * ```ts
 * const mine = local<{ number?: number }>();
 * mine.number = 42;                            // in this thread alone
 * const counted = local(() => ({ count: 0 })); // each thread begins with a count of 0
 * ```
 *
 * @param init makes a thread's own object when the thread first uses it, as Python calls `__init__` of a
 * class that extends `local`; by default an empty one.
 * @throws {ThreadIdentityError} when a property is used where it is not known which thread calls.
 */
export function local<T extends object>(init?: () => T): T {
  follow();
  const own = new WeakMap<Owner, T>();
  const mine = (): T => {
    const owner = caller();
    let object = own.get(owner);
    if (object === undefined) {
      object = init === undefined ? ({} as T) : init();
      own.set(owner, object);
    }
    return object;
  };
  return new Proxy({} as T, {
    get: (_, key) => Reflect.get(mine(), key),
    set: (_, key, value) => Reflect.set(mine(), key, value),
    has: (_, key) => Reflect.has(mine(), key),
    deleteProperty: (_, key) => Reflect.deleteProperty(mine(), key),
    ownKeys: () => Reflect.ownKeys(mine()),
    preventExtensions: () => false,
    getPrototypeOf: () => Reflect.getPrototypeOf(mine()),
    // A proxy may have no fixed property that the object behind it, an empty one, has not.
    defineProperty: (_, key, descriptor) =>
      descriptor.configurable !== false && Reflect.defineProperty(mine(), key, descriptor),
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(mine(), key);
      return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
    },
  });
}
