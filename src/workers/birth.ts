/**
 * What a worker thread of this package is given when it starts.
 *
 * Invariants:
 * - It is there before any module is evaluated in the worker; see runtime/birth.ts.
 */

import { bornWith } from "../runtime/birth.ts";

export interface Birth {
  /** The shared memory of the process. */
  readonly memory: SharedArrayBuffer;
  /** The number by which it is enrolled there. */
  readonly number: number;
  /** What it is for, and the module that knows how: see role.ts. */
  readonly role: string;
  readonly entry: string;
  /** What makes TypeScript loadable, where `entry` is that: a module with a function `register`. */
  readonly loader: string | undefined;
  /** By which it is connected to the thread of the program; undefined where another thread has started it. */
  readonly post: MessagePort | undefined;
  /** What its role is told. */
  readonly argument: unknown;
}

/** What this thread was started with; undefined on the thread of the program itself. */
export function birth(): Birth | undefined {
  return bornWith() as Birth | undefined;
}
