/**
 * The paired examples: which there are, and what belongs to each.
 *
 * Invariants:
 * - They stand in `examples` at the root of the repository or of the installed package, which is three
 *   folders above this file in both.
 * - An example is a folder `NN-name` with a README.md, the four sources `name` + ending, and the output of
 *   each: `<source>.out` where it has one of its own, else `name.out`. What lacks one of these is an error.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a program is written in, by the name that the command line has for it. */
export type LanguageName = "ts" | "go" | "threads" | "py";

export interface Language {
  readonly name: LanguageName;
  /** How the names of its sources end. */
  readonly ending: string;
  readonly title: string;
}

/** In the order in which sources are shown: each idiom of TypeScript beside the language it is of. */
export const LANGUAGES: readonly Language[] = [
  { name: "ts", ending: ".ts", title: "TypeScript, Go idiom" },
  { name: "go", ending: ".go", title: "Go" },
  { name: "threads", ending: ".threads.ts", title: "TypeScript, Thread idiom" },
  { name: "py", ending: ".py", title: "Python" },
];

/** One of the four programs of an example. */
export interface Program {
  readonly language: Language;
  /** The name of its source file. */
  readonly file: string;
  readonly source: string;
  /** What it prints, as a terminal shows it. */
  readonly recorded: string;
}

export interface Example {
  /** Two digits. */
  readonly number: string;
  readonly name: string;
  /** The folder's name: number and name. */
  readonly folder: string;
  readonly title: string;
  /** What it shows, in a sentence. */
  readonly shows: string;
  /** The section of the paper that it is of; undefined where it is of none. */
  readonly paper: string | undefined;
  /** What else there is to say, a paragraph each. */
  readonly notes: readonly string[];
  /** In the order of LANGUAGES. */
  readonly programs: readonly Program[];
}

/** The root of the repository or package that this file is part of. */
export const ROOT: string = fileURLToPath(new URL("../../..", import.meta.url));

/** A file that an example must have is missing, or says too little. */
export class ExampleIncompleteError extends Error {
  override readonly name = "ExampleIncompleteError";
  constructor(folder: string, what: string) {
    super(`examples/${folder}: ${what}`);
  }
}

/**
 * All examples below `root`, by number.
 *
 * @throws {ExampleIncompleteError} where one lacks something.
 */
export function readExamples(root: string = ROOT): Example[] {
  const home = join(root, "examples");
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
    .map((entry) => readExample(home, entry.name))
    .sort((one, other) => one.number.localeCompare(other.number));
}

function readExample(home: string, folder: string): Example {
  const [number, name] = [folder.slice(0, 2), folder.slice(3)];
  const read = (...files: readonly string[]): string => {
    const found = files.find((file) => existsSync(join(home, folder, file)));
    if (found !== undefined) return readFileSync(join(home, folder, found), "utf8");
    throw new ExampleIncompleteError(folder, `has no ${files.join(" and no ")}`);
  };
  const programs = LANGUAGES.map((language) => {
    const file = `${name}${language.ending}`;
    return { language, file, source: read(file), recorded: read(`${file}.out`, `${name}.out`) };
  });
  return { number, name, folder, ...readReadme(folder, read("README.md")), programs };
}

type Description = Pick<Example, "title" | "shows" | "paper" | "notes">;

/** A heading, what it shows, for those of the paper `Paper: section`, and any number of notes. */
function readReadme(folder: string, text: string): Description {
  const [heading = "", shows, ...rest] = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll("\n", " "));
  if (!heading.startsWith("# ") || shows === undefined) {
    throw new ExampleIncompleteError(
      folder,
      "README.md has no heading and sentence of what it shows",
    );
  }
  const isPaper = (paragraph: string) => paragraph.startsWith("Paper: ");
  return {
    title: heading.slice(2),
    shows,
    paper: rest.find(isPaper)?.slice("Paper: ".length),
    notes: rest.filter((paragraph) => !isPaper(paragraph)),
  };
}

/** The example of that number (`2`, `02`), name or folder; undefined where there is none. */
export function findExample(examples: readonly Example[], wanted: string): Example | undefined {
  const folder = basename(wanted);
  return examples.find(
    (example) =>
      example.number === wanted.padStart(2, "0") ||
      example.name === folder ||
      example.folder === folder,
  );
}
