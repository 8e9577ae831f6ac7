/**
 * The time in which a new thread imports the module of what it is to run. A module that starts threads while it is
 * evaluated would start them in every one of these, without end; Python refuses that where processes are spawned.
 *
 * Invariant: while a module is imported to find a function in it, nothing is started.
 */

import { find, type Place, type PortableFunction } from "../../workers/index.ts";
import { RuntimeError } from "../errors.ts";

let imports = 0;

/** Finds the function at `place`, for a new thread. */
export async function findAtStart(place: Place): Promise<PortableFunction> {
  imports++;
  try {
    return await find(place);
  } finally {
    imports--;
  }
}

/** @throws {RuntimeError} while a module is imported to find a function in it. */
export function checkBootstrapped(what: string): void {
  if (imports === 0) return;
  throw new RuntimeError(
    `An attempt has been made to start ${what} before the current thread has finished its bootstrapping phase: it imports the module to find what it is to run. Start threads in main(...), or if (isMainThread)`,
  );
}
