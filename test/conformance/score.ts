// The score: which names of the manifest our tests hold, by what vitest reports of them.
//
// Invariants:
// - A name without a test does not hold, nor one that lacks a run of a kind that its section asks for.
// - A name holds only where every test of it has passed; one that was skipped has not.

import type { Name, RunKind, Section } from "./manifest.ts";

/** What vitest's JSON reporter says of one test, and the file that it is in. */
export interface TestResult {
  /** Its path from test/ on, with forward slashes. */
  readonly file: string;
  /** What it is part of, from the outside in, and its own title. */
  readonly titles: readonly string[];
  readonly passed: boolean;
}

/** How a name fared in one kind of goroutines, or outside of any. */
export type Verdict = "pass" | "FAIL" | "-";

export interface Line {
  readonly name: string;
  readonly holds: boolean;
  readonly verdicts: Readonly<Record<RunKind | "other", Verdict>>;
}

/** The names in a title: what stands before a colon, with commas between them; "Test" left out. */
function namesIn(title: string): string[] {
  const [before = ""] = title.split(": ");
  return before.split(", ").map((name) => name.replace(/^Test/, ""));
}

function isTestOf({ name, titled }: Name, { titles }: TestResult): boolean {
  const wanted = (titled ?? name).replace(/^Test/, "");
  return titles.some((title) => title === titled || namesIn(title).includes(wanted));
}

function kindOf({ titles }: TestResult): RunKind | "other" {
  const text = titles.join(" ");
  if (/\bover SharedChan\b/.test(text))
    return /\bworker threads\b/.test(text) ? "threads" : "shared";
  if (/'mixed\b|\ba mixture of both\b/.test(text)) return "mixture";
  if (/'generators?\b|\bgenerator goroutines\b/.test(text)) return "generator";
  return /'async\b|\basync goroutines\b/.test(text) ? "async" : "other";
}

/** How each name of a section fared. */
export function scoreSection(section: Section, results: readonly TestResult[]): Line[] {
  const inRoom = results.filter(({ file }) => file.startsWith(`${section.room}/`));
  return section.names.map((name) => {
    const tests = inRoom.filter((result) => isTestOf(name, result));
    const verdict = (kind: RunKind | "other"): Verdict => {
      const ofKind = tests.filter((result) => kindOf(result) === kind);
      if (ofKind.length === 0) return "-";
      return ofKind.every(({ passed }) => passed) ? "pass" : "FAIL";
    };
    return {
      name: name.name,
      holds:
        tests.length > 0 &&
        tests.every(({ passed }) => passed) &&
        section.kinds.every(
          (kind) => verdict(kind) === "pass" || name.name in (section.except?.[kind] ?? {}),
        ),
      verdicts: {
        async: verdict("async"),
        generator: verdict("generator"),
        mixture: verdict("mixture"),
        shared: verdict("shared"),
        threads: verdict("threads"),
        other: verdict("other"),
      },
    };
  });
}
