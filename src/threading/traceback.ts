/**
 * An error as Python prints one that nobody caught: the frames, then the class and the message on the
 * last line. The frames are JavaScript's and in its order, the innermost first.
 */

/** The text, without an end of line. Causes come first, as in Python. */
export function traceback(error: unknown): string {
  return causes(error)
    .map(oneTraceback)
    .join("\n\nThe above exception was the direct cause of the following exception:\n\n");
}

/** The error and what caused it, the first cause first. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let next = error;
  while (next !== undefined && !chain.includes(next)) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain.length === 0 ? [error] : chain.reverse();
}

function oneTraceback(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const last = error.message === "" ? error.name : `${error.name}: ${error.message}`;
  const frames = framesOf(error);
  return frames === "" ? last : `Traceback (most recent call first):\n${frames}\n${last}`;
}

/** The lines of a stack that are frames; above them V8 repeats the message. */
export function framesOf(error: Error): string {
  const lines = (error.stack ?? "").split("\n");
  return lines.filter((line) => /^\s*at |@/.test(line) && line !== error.message).join("\n");
}
