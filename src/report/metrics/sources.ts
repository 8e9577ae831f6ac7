/**
 * Which files are measured, and what stands beside what.
 *
 * Invariants:
 * - A listing is in the order of the paths, so that two runs on the same files read alike.
 * - Built and installed code is never listed: dist, coverage, node_modules and hidden folders.
 */

import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { NothingToMeasureError, SourceMissingError, UnknownLanguageError } from "./errors.ts";
import { EXTENSIONS, isMeasurable } from "./languages.ts";

/** One row of a comparison, before it is measured: files that are taken together. */
interface SourceRow {
  readonly label: string;
  readonly paths: readonly string[];
}

/**
 * Sources that belong beside each other.
 *
 * - `example`: a row for each idiom of one example
 * - `twins`: a row for each of two folders that hold the same concept in two idioms
 * - `folder`: a row for each file of a folder
 */
export interface SourceGroup {
  readonly kind: "example" | "twins" | "folder";
  readonly title: string;
  readonly rows: readonly SourceRow[];
}

/** The idioms of an example, by the ending of a file's name; the longer ending first. */
const IDIOMS: readonly { readonly ending: string; readonly label: string }[] = [
  { ending: ".threads.ts", label: "TypeScript, Thread idiom" },
  { ending: ".ts", label: "TypeScript, Go idiom" },
  { ending: ".go", label: "Go" },
  { ending: ".py", label: "Python" },
];

/** The labels of a complete example, in the order in which its rows stand. */
export const IDIOM_LABELS: readonly string[] = [
  "TypeScript, Go idiom",
  "TypeScript, Thread idiom",
  "Go",
  "Python",
];

const UNMEASURED = new Set(["node_modules", "dist", "coverage"]);

/**
 * The groups under `paths`: an example for a folder that holds a `.threads.ts`, otherwise a folder
 * for each folder that holds a source, or for a path that names a file.
 *
 * @throws {SourceMissingError} where nothing stands at one of them.
 * @throws {UnknownLanguageError} where one names a file of no known language.
 * @throws {NothingToMeasureError} where no source is found under any of them.
 */
export function groupsUnder(paths: readonly string[]): SourceGroup[] {
  const groups = paths.flatMap((path) => {
    if (!existsSync(path)) throw new SourceMissingError(path);
    if (statSync(path).isDirectory()) return groupsInFolder(path);
    if (!isMeasurable(path)) throw new UnknownLanguageError(path, EXTENSIONS);
    return [folderGroup(dirname(path), [path])];
  });
  if (groups.length === 0) throw new NothingToMeasureError(paths, EXTENSIONS);
  return groups;
}

/**
 * Two folders that hold the same concepts in two idioms, in one group for each file name that both
 * have. What only one of them has is in a last group with all of both, so that nothing is left out.
 * No group where either folder does not exist.
 */
export function twinGroups(left: string, right: string): SourceGroup[] {
  if (!existsSync(left) || !existsSync(right)) return [];
  const [leftPaths, rightPaths] = [sourcesDirectlyIn(left), sourcesDirectlyIn(right)];
  const shared = leftPaths
    .map((path) => basename(path))
    .filter((name) => rightPaths.some((path) => basename(path) === name));
  const title = `${left} and ${right}`;
  const beside = (leftRow: string[], rightRow: string[], name: string): SourceGroup => ({
    kind: "twins",
    title: `${title}: ${name}`,
    rows: [
      { label: basename(left), paths: leftRow },
      { label: basename(right), paths: rightRow },
    ],
  });
  return [
    ...shared.map((name) => beside([join(left, name)], [join(right, name)], name)),
    beside(leftPaths, rightPaths, "all files"),
  ];
}

function groupsInFolder(folder: string): SourceGroup[] {
  const own = sourcesDirectlyIn(folder);
  const below = entriesOf(folder)
    .filter((entry) => entry.isDirectory() && isMeasuredFolder(entry.name))
    .flatMap((entry) => groupsInFolder(join(folder, entry.name)));
  if (own.length === 0) return below;
  const isExample = own.some((path) => path.endsWith(".threads.ts"));
  return [isExample ? exampleGroup(folder, own) : folderGroup(folder, own), ...below];
}

function exampleGroup(folder: string, paths: readonly string[]): SourceGroup {
  const rows = IDIOM_LABELS.map((label) => ({
    label,
    paths: paths.filter((path) => idiomOf(path) === label),
  }));
  return { kind: "example", title: folder, rows: rows.filter((row) => row.paths.length > 0) };
}

function folderGroup(folder: string, paths: readonly string[]): SourceGroup {
  const rows = paths.map((path) => ({ label: basename(path), paths: [path] }));
  return { kind: "folder", title: folder, rows };
}

function idiomOf(path: string): string | undefined {
  return IDIOMS.find(({ ending }) => path.endsWith(ending))?.label;
}

function sourcesDirectlyIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() && isMeasurable(entry.name))
    .map((entry) => join(folder, entry.name));
}

function entriesOf(folder: string): Dirent[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function isMeasuredFolder(name: string): boolean {
  return !name.startsWith(".") && !UNMEASURED.has(name);
}
