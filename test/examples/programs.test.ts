// Every program of every example prints what is recorded: the TypeScript ones as the package has them
// built, those of Go and Python where these are installed. Where one is not, its tests count as skipped.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES, ROOT, readExamples } from "../../src/cli/examples/catalogue.ts";
import { fromBuild, Runner } from "../../src/cli/examples/runner.ts";
import { type BuiltPackage, buildPackage } from "./built-package.ts";

const examples = readExamples();
const languages = LANGUAGES.map(({ name }) => name);

let built: BuiltPackage;
let runner: Runner;

beforeAll(async () => {
  built = await buildPackage(ROOT);
  runner = await Runner.open(ROOT, fromBuild(built.root), examples, languages);
}, 120_000);

afterAll(async () => {
  await runner.close();
  built.remove();
});

describe.concurrent.each(examples)("example $folder", (example) => {
  it.for(example.programs)("$file prints what is recorded", async (program, { expect, skip }) => {
    const outcome = await runner.run(example, program);
    if (outcome.kind === "not installed") return skip(`${outcome.what} is not installed`);
    expect(outcome.text).toBe(program.recorded);
  });
});

describe("the examples", () => {
  it("begin with those of the paper", () => {
    const ofPaper = examples.map(({ paper }) => paper !== undefined);
    expect(ofPaper.indexOf(false)).toBe(ofPaper.filter((is) => is).length);
  });

  it("print the same in all four languages, or say in a note why not", () => {
    const unexplained = examples
      .filter(({ programs }) => new Set(programs.map(({ recorded }) => recorded)).size > 1)
      .filter(
        ({ notes }) => !notes.some((note) => note.startsWith("The outputs differ by nature.")),
      )
      .map(({ folder }) => folder);
    expect(unexplained).toEqual([]);
  });

  it("have one number each", () => {
    expect(new Set(examples.map(({ number }) => number)).size).toBe(examples.length);
  });
});
