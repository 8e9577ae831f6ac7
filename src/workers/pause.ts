/**
 * Doing nothing for a moment, with no look at memory that others use: a word that one thread works on and
 * another looks at moves between their cores at every look, which slows the work down.
 */

/** Blocks for about `ms` milliseconds, which should be a few thousandths. */
export function pause(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
