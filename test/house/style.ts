// The rules of style that a machine can judge. Each takes one file and answers with one line for
// every place that breaks it, none when the file keeps it.

import { isUtf8 } from "node:buffer";
import { basename } from "node:path/posix";
import { nodes, type SourceFile } from "./sources.ts";

/** One concept is about 400 lines; past this a file holds two. */
export const lineLimit = 430;

/** The shortest opening comment that can say what a file is for. */
const openingLength = 24;

/** Names that say nothing about what is inside. */
const emptyNames = /^(utils?|helpers?|types|misc|common|shared|stuff)$/;

/** What would let a test be red or absent without anyone seeing it. */
const testModifiers = new Set(["only", "skip", "todo", "fails"]);
const testFunctions = new Set(["it", "test", "describe", "suite", "bench"]);

const unfinishedMarks = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`);

/** A machine's own folders and a registry's host mean nothing to whoever clones the repository. */
const strangePlaces = new RegExp(
  [
    "/wor" + "k/",
    "/ro" + "ot/",
    "/hom" + "e/\\w",
    "registry\\.npm" + "js",
    "deb\\.deb" + "ian",
  ].join("|"),
);

export function tooLong(file: SourceFile): string[] {
  const lines = file.text.trimEnd().split("\n").length;
  return lines > lineLimit ? [`${file.path}: ${lines} lines, the limit is ${lineLimit}`] : [];
}

export function badlyNamed(file: SourceFile): string[] {
  return file.path
    .split("/")
    .map((part) => basename(part).replace(/\..*$/, ""))
    .filter((part) => emptyNames.test(part))
    .map((part) => `${file.path}: "${part}" does not say what is inside`);
}

export function opensWithoutComment(file: SourceFile): string[] {
  const text = file.text.replace(/^#!.*\n/, "").trimStart();
  const opening = /^(?:\/\*[\s\S]*?\*\/|(?:\/\/[^\n]*\n)+)/.exec(text)?.[0] ?? "";
  if (opening.length >= openingLength) return [];
  return [`${file.path}: does not open with a comment that says what it is for`];
}

export function holdsEnum(file: SourceFile): string[] {
  return [...nodes(file)]
    .filter((node) => node.type === "TSEnumDeclaration")
    .map(() => `${file.path}: an enum, which type stripping rejects`);
}

export function marksUnfinished(file: SourceFile): string[] {
  return file.text
    .split("\n")
    .flatMap((line, index) =>
      unfinishedMarks.test(line) ? [`${file.path}:${index + 1}: unfinished work`] : [],
    );
}

/** A test that is left out, or that leaves the others out: `it.skip`, `describe.only` and the like. */
export function hidesTests(file: SourceFile): string[] {
  return [...nodes(file)].flatMap((node) => {
    if (node.type !== "MemberExpression") return [];
    const object = node["object"] as { name?: string };
    const property = node["property"] as { name?: string };
    if (!testFunctions.has(object.name ?? "") || !testModifiers.has(property.name ?? "")) return [];
    return [`${file.path}: ${object.name}.${property.name}`];
  });
}

export function namesStrangePlaces(file: SourceFile): string[] {
  if (!isUtf8(Buffer.from(file.text))) return [];
  return file.text.split("\n").flatMap((line, index) => {
    const place = strangePlaces.exec(line)?.[0];
    return place === undefined ? [] : [`${file.path}:${index + 1}: names ${place}`];
  });
}
