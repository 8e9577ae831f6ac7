/** Stack frames of the code that uses this package. */

// This package's own frames say nothing to its user: they are those of the folder above this file. Frames
// that source maps have translated name files by path, in a folder src where those that run are in dist.
const folder = new URL("..", import.meta.url);
const ownFolders = [folder.href, folder.pathname, folder.pathname.replace(/\/dist\/$/, "/src/")];

function isOwn(frame: string): boolean {
  return ownFolders.some((own) => frame.includes(own));
}

/** The caller's stack without this package's frames, a line each. */
export function callerStack(): string {
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  const callers = frames.filter((frame) => !isOwn(frame));
  // In a bundle all frames are in one folder.
  return (callers.length > 0 ? callers : frames).join("\n");
}
