/** Stack frames of the code that uses this package. */

// This package's own frames say nothing to its user: they are those of the folder above this file.
const ownFrames = new URL("..", import.meta.url).href;

/** The caller's stack without this package's frames, a line each. */
export function callerStack(): string {
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  const callers = frames.filter((frame) => !frame.includes(ownFrames));
  // In a bundle all frames are in one folder.
  return (callers.length > 0 ? callers : frames).join("\n");
}
