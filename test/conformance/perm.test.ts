// Go's test/chan/perm.go: fixtures/perm.ts is compiled, and must fail at exactly the lines that say so,
// with the errors that they say. (Go's errorcheck reads `// ERROR "pattern"` in the same way.)

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../scripts/command.ts";

const fixtures = join(import.meta.dirname, "fixtures");

/** A line of perm.ts, and what the compiler must say of it or has said. */
interface LineError {
  readonly line: number;
  readonly text: string;
}

const expected: readonly LineError[] = readFileSync(join(fixtures, "perm.ts"), "utf8")
  .split("\n")
  .flatMap((source, i) => {
    const text = / \/\/ ERROR (.*)$/.exec(source)?.[1];
    return text === undefined ? [] : [{ line: i + 1, text }];
  });

/** The errors in the output of tsc; the lines that explain one are indented. */
function errorsIn(output: string): LineError[] {
  const errors: { line: number; text: string }[] = [];
  for (const line of output.split("\n")) {
    const [, at, text] = /^.*perm\.ts\((\d+),\d+\): error (.*)$/.exec(line) ?? [];
    const last = errors.at(-1);
    if (at !== undefined && text !== undefined) errors.push({ line: Number(at), text });
    else if (line.startsWith(" ") && last !== undefined) last.text += `\n${line}`;
  }
  return errors;
}

describe("perm: directions: what may not be sent, received, closed, ranged over does not compile", () => {
  let errors: LineError[] = [];

  beforeAll(async () => {
    errors = errorsIn((await runCommand(["tsc", "-p", fixtures, "--pretty", "false"])).output);
  }, 60_000);

  it("fails at the lines that say so and at no others", () => {
    expect(errors.map(({ line }) => line)).toEqual(expected.map(({ line }) => line));
  });

  it.each(expected)("says of line $line: $text", ({ line, text }) => {
    expect(errors.find((error) => error.line === line)?.text).toContain(text);
  });
});
