/**
 * What a run shows while it lasts: in a terminal a list that fills, with what is measured right now;
 * elsewhere a line for each step and each of its rounds.
 *
 * Invariant: once the signal is aborted, no further step begins, and the promise resolves.
 */

import { Listr } from "listr2";
import type { Comparison, Progress, Step } from "./bench.ts";

/** Where plain lines go; null where the terminal shows a list. */
export type PlainLines = ((line: string) => void) | null;

/** Runs the steps in turn. Rejects where one of them is broken. */
export async function runShown(
  { steps }: Comparison,
  signal: AbortSignal,
  plain: PlainLines,
): Promise<void> {
  if (plain !== null) return runPlain(steps, signal, plain);
  const list = new Listr(
    steps.map((step) => ({
      title: step.title,
      skip: () => signal.aborted,
      task: async (_: unknown, shown: { output: string }) => {
        shown.output = "building";
        await step.prepare();
        if (signal.aborted) return;
        await step.run((at) => {
          shown.output = `${roundText(at)}: ${at.row}, ${at.subject}`;
        });
      },
    })),
    // Ctrl-C is the command's own to answer.
    { registerSignalListeners: false, rendererOptions: { collapseSubtasks: false } },
  );
  await list.run();
}

async function runPlain(
  steps: readonly Step[],
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  for (const step of steps) {
    if (signal.aborted) return;
    say(`${step.title}: building`);
    await step.prepare();
    let last = "";
    if (signal.aborted) return;
    await step.run((at) => {
      const round = roundText(at);
      if (round !== last) say(`${step.title}: ${round}`);
      last = round;
    });
  }
}

function roundText({ round, rounds }: Progress): string {
  return `round ${round} of ${rounds}`;
}
