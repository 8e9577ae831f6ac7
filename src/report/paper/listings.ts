/**
 * Listings taken from the sources themselves, so that the paper cannot show what is not there.
 *
 * Invariant: a listing is text of the file, with nothing left out but imports, and where it is an excerpt,
 * all but the members that were asked for.
 */

import type { Language, Listing } from "../document/document.ts";
import type { Material } from "../material.ts";

export class ExcerptError extends Error {
  override readonly name = "ExcerptError";

  constructor(path: string, member: string) {
    super(`${path} has no member ${member}: the paper's listing of it has to name another`);
  }
}

const LANGUAGES: Readonly<Record<string, Language>> = { ts: "typescript", go: "go", py: "python" };

/** The whole file but for its imports. */
export function fileListing(
  material: Material,
  path: string,
  title: string = `\`${path}\``,
): Listing {
  const source = material.source(path);
  const language = LANGUAGES[path.replace(/^.*\./, "")] ?? "text";
  return { title, language, source: withoutImports(source, language) };
}

/** Only these members of a class, each with the comment above it, in this order. */
export function excerptListing(
  material: Material,
  path: string,
  members: readonly string[],
): Listing {
  const source = material.source(path);
  const texts = members.map((member) => memberOf(source, path, member));
  const names = members.map((member) => `\`${member}\``).join(", ");
  return { title: `\`${path}\`: ${names}`, language: "typescript", source: texts.join("\n\n") };
}

function withoutImports(source: string, language: Language): string {
  if (language !== "typescript") return source;
  return source.replace(/^import\s[^;]*;\n/gm, "").replace(/\n{3,}/g, "\n\n");
}

/** The formatter sets members in by two, so one ends at the next line that is set in no further. */
function memberOf(source: string, path: string, member: string): string {
  const lines = source.split("\n");
  const name = member.replace(/[#$]/g, "\\$&");
  const start = lines.findIndex((line) => new RegExp(`^  (async )?${name}[(<]`).test(line));
  if (start === -1) throw new ExcerptError(path, member);
  const isLast = (line: string, i: number) =>
    i === start ? line.endsWith("}") : i > start && line.startsWith("  }");
  const end = lines.findIndex(isLast);
  let first = start;
  while (/^  (\/\*\*| \*|\/\/)/.test(lines[first - 1] ?? "")) first--;
  return lines
    .slice(first, end + 1)
    .map((line) => line.replace(/^  /, ""))
    .join("\n");
}
