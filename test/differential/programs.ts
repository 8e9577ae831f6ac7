// Compares many random programs at once, since Go builds them in one file.

import fc from "fast-check";
import { forbiddenByModel, forbiddenOutcome, ourOutcomes, outcomesOf } from "./compare.ts";
import { determinatePrograms, freePrograms } from "./generate.ts";
import type { Outcome } from "./outcome.ts";
import { printGo } from "./print-go.ts";
import type { Program } from "./program.ts";
import { runGo } from "./toolchain.ts";

/** How a comparison is made. */
export interface Options {
  /** Whether Go itself runs the programs too. */
  readonly withGo: boolean;
}

export interface Report {
  /** How many programs were compared; those with too many states were not. */
  readonly compared: number;
  /** How many of them can have more than one outcome. */
  readonly open: number;
  /** What differed, program by program. */
  readonly failures: readonly string[];
}

const SEEDS = [1, 2, 3, 4];
/** How often Go runs a program that may have several outcomes. */
const GO_RUNS = 4;

function sample(programs: fc.Arbitrary<Program>, count: number, seed: number): Program[] {
  return fc.sample(programs, { seed, numRuns: count });
}

/** Programs that may do anything: our outcomes, and Go's, are among those that the model allows. */
export async function compareFree(
  count: number,
  seed: number,
  { withGo }: Options,
): Promise<Report> {
  const programs = sample(freePrograms, count, seed).flatMap((program, i) => {
    const allowed = outcomesOf(program);
    return allowed === undefined
      ? []
      : [{ program, allowed, name: `free program ${i} of seed ${seed}` }];
  });
  const go = withGo
    ? await runGo(
        programs.map((p) => p.program),
        GO_RUNS,
      )
    : [];
  const failures: string[] = [];
  for (const [i, { program, allowed, name }] of programs.entries()) {
    const ours = await forbiddenOutcome(program, allowed, SEEDS);
    const model = forbiddenByModel(program, allowed, go[i] ?? []);
    for (const failure of [ours, model]) {
      if (failure !== undefined) failures.push(`${name}: ${failure}`);
    }
  }
  const open = programs.filter(({ allowed }) => allowed.size > 1).length;
  return { compared: programs.length, open, failures };
}

/** Programs that can have one outcome only: all of ours are the same, and the same as Go's. */
export async function compareDeterminate(
  count: number,
  seed: number,
  { withGo }: Options,
): Promise<Report> {
  const programs = sample(determinatePrograms, count, seed);
  const go = withGo ? await runGo(programs, 2) : [];
  const failures: string[] = [];
  for (const [i, program] of programs.entries()) {
    const failure = await differenceIn(program, go[i] ?? []);
    if (failure !== undefined) {
      failures.push(`determinate program ${i} of seed ${seed}: ${failure}`);
    }
  }
  return { compared: programs.length, open: 0, failures };
}

async function differenceIn(program: Program, go: readonly Outcome[]): Promise<string | undefined> {
  let expected = go[0];
  for (const outcome of go) {
    if (outcome !== expected) return `Go itself differs:\n\n${expected}\n\n${outcome}`;
  }
  for await (const { outcome, how, typescript } of ourOutcomes(program, SEEDS)) {
    expected ??= outcome;
    if (outcome === expected) continue;
    return [
      `${how}, this is what came of it:`,
      outcome,
      go.length > 0 ? "in Go this:" : "in other goroutines or under another schedule this:",
      expected,
      ...["as TypeScript:", typescript, "as Go:", printGo(program, "program")],
    ].join("\n\n");
  }
  return undefined;
}
