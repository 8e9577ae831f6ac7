/** The languages that are measured. A further one is a further table here and nothing else. */

import { UnknownLanguageError } from "./errors.ts";
import type { Language } from "./language.ts";
import { go } from "./languages/go.ts";
import { python } from "./languages/python.ts";
import { typescript } from "./languages/typescript.ts";

export const LANGUAGES: readonly Language[] = [typescript, go, python];

/** The endings of the names of files that are measured. */
export const EXTENSIONS: readonly string[] = LANGUAGES.map((language) => language.extension);

/** Whether a file of this name is measured. */
export function isMeasurable(path: string): boolean {
  return EXTENSIONS.some((extension) => path.endsWith(extension));
}

/**
 * The language that the name of a file tells.
 *
 * @throws {UnknownLanguageError} where the name ends in no known extension.
 */
export function languageOf(path: string): Language {
  const language = LANGUAGES.find((candidate) => path.endsWith(candidate.extension));
  if (language === undefined) throw new UnknownLanguageError(path, EXTENSIONS);
  return language;
}
