/**
 * The configurations that the log holds. Each server uses the latest one in its log, committed or
 * not, and must be able to fall back to the one before when the entry is dropped (thesis 4.1).
 *
 * Invariants:
 * - Ascending by index, never empty. The first is the one that a snapshot or the start gave, or the
 *   last one that was committed before the log was purged.
 * - The last is in force.
 */

import type { Configuration } from "./configuration.ts";

/** The configuration that took effect with the log entry at the index. */
export interface Since {
  readonly index: number;
  readonly configuration: Configuration;
}

export type History = Since[];

/** The configuration in force. */
export function inForce(history: History): Since {
  return history.at(-1) as Since;
}

/** The configuration as of the entry at the index, for a snapshot that ends there (7). */
export function asOf(history: History, index: number): Since {
  return history.findLast((since) => since.index <= index) ?? (history[0] as Since);
}

/** The entry at the index and all after it were dropped. */
export function fallBackBefore(history: History, index: number): void {
  while (history.length > 1 && inForce(history).index >= index) history.pop();
}

/** The log up to the index was purged: of what lies there only the latest is still needed. */
export function forgetBefore(history: History, index: number): void {
  while (history.length > 1 && (history[1] as Since).index <= index) history.shift();
}
