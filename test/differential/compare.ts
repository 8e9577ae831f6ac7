// Compares what came of programs here, in the model, and in Go.

import { allowedOutcomes } from "./model.ts";
import type { Outcome } from "./outcome.ts";
import { printGo } from "./print-go.ts";
import { allKinds, type OtherWords, printTypeScript } from "./print-typescript.ts";
import type { Program } from "./program.ts";
import { Ours } from "./run-ours.ts";

/** More states than this and a program is left out: it would take a second. */
const MAX_STATES = 20_000;

/** The outcomes that Go allows; undefined where the program has too many states to say. */
export function outcomesOf(program: Program): ReadonlySet<Outcome> | undefined {
  return allowedOutcomes(program, MAX_STATES);
}

/** An outcome of ours, and how it came about. */
export interface Sighting {
  readonly outcome: Outcome;
  /** The kinds of the goroutines, and the seed or that it was for real. */
  readonly how: string;
  /** The program as it ran. */
  readonly typescript: string;
}

/** Our outcomes of a program: in goroutines of all kinds, each under these seeds and for real. */
export async function* ourOutcomes(
  program: Program,
  seeds: readonly number[],
  otherWords: OtherWords = {},
): AsyncGenerator<Sighting, void> {
  for (const kinds of allKinds) {
    const ours = new Ours(program, kinds, otherWords);
    const sighting = (outcome: Outcome, how: string): Sighting => ({
      outcome,
      how: `${kinds.name} goroutines, ${how}`,
      typescript: printTypeScript(program, kinds),
    });
    for (const seed of seeds)
      yield sighting(await ours.simulate(seed), `simulated with seed ${seed}`);
    yield sighting(await ours.forReal(), "for real");
  }
}

/** Says of the first outcome of ours that is not allowed what it is, and prints the program. */
export async function forbiddenOutcome(
  program: Program,
  allowed: ReadonlySet<Outcome>,
  seeds: readonly number[],
  otherWords: OtherWords = {},
): Promise<string | undefined> {
  for await (const { outcome, how, typescript } of ourOutcomes(program, seeds, otherWords)) {
    if (allowed.has(outcome)) continue;
    return [
      `${how}, this is what came of it:`,
      outcome,
      ...describeAllowed(allowed),
      ...["as TypeScript:", typescript, "as Go:", printGo(program, "program")],
    ].join("\n\n");
  }
  return undefined;
}

/** Says of the first outcome of Go's that the model does not allow what it is. */
export function forbiddenByModel(
  program: Program,
  allowed: ReadonlySet<Outcome>,
  outcomes: readonly Outcome[],
): string | undefined {
  const outcome = outcomes.find((seen) => !allowed.has(seen));
  if (outcome === undefined) return undefined;
  return [
    "the model is wrong; this is what came of it in Go:",
    outcome,
    ...describeAllowed(allowed),
    ...["as Go:", printGo(program, "program")],
  ].join("\n\n");
}

function describeAllowed(allowed: ReadonlySet<Outcome>): string[] {
  const some = [...allowed].slice(0, 8);
  return [`Go allows ${allowed.size} outcomes, among them:`, ...some];
}
