// What the ends of scenes tell.

import type { End } from "../gates.ts";

/** How often the word was counted up, by what the threads say. */
export function noted({ results }: End): number {
  return results.flat().filter((result) => result === 0).length;
}

/** What the threads have read. */
export function readings({ results }: End): number[] {
  return results.flat().flatMap((r) => (hasRead(r) ? [r.read] : []));
}

function hasRead(result: unknown): result is { read: number } {
  return typeof result === "object" && result !== null && "read" in result;
}
