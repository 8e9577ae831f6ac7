/**
 * Which objects are data, and which belong to the platform (a MessagePort, a Blob, a key, memory that threads
 * share): only the platform can carry those to another thread.
 *
 * Invariants:
 * - An object that structured clone would make a plain object of is data.
 */

export type Nature = "data" | "platform" | "refused";

const natures = new WeakMap<object, Nature>();

/** The nature of an object that is of no class that this room packs by itself. */
export function natureOf(value: object): Nature {
  if (value instanceof SharedArrayBuffer) return "platform";
  if (Array.isArray(value)) return "data";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== "object" || prototype === null || prototype === Object.prototype) {
    return "data";
  }
  let nature = natures.get(prototype);
  if (nature === undefined) {
    nature = isOrdinary(value) ? "data" : tried(value);
    natures.set(prototype, nature);
  }
  return nature;
}

/** Whether it is an instance of a class that somebody has written in JavaScript, with nothing special to it. */
function isOrdinary(value: object): boolean {
  if (Object.prototype.toString.call(value) !== "[object Object]") return false;
  for (let o: object | null = value; o !== null; o = Object.getPrototypeOf(o) as object | null) {
    // Node's own, by which its objects say how they are cloned.
    if (Object.getOwnPropertySymbols(o).some((s) => s.description?.startsWith("messaging_"))) {
      return false;
    }
  }
  return true;
}

// What structured clone makes of it tells. It refuses what must be transferred, and what cannot cross.
function tried(value: object): Nature {
  try {
    return Object.getPrototypeOf(structuredClone(value)) === Object.prototype ? "data" : "platform";
  } catch {
    return "refused";
  }
}
