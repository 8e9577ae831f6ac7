/**
 * What a run shows while it lasts: in a terminal a list that fills, with the peer that is measured
 * right now; elsewhere a line for each step and each of its rounds.
 */

import { Listr } from "listr2";

/** Says what is going on: the part of the step, and who is at it. */
export type Say = (part: string, who: string) => void;

export interface Step {
  readonly title: string;
  run(say: Say): Promise<void>;
}

/** Runs the steps in turn; an error of one ends the run. */
export async function runShown(steps: readonly Step[]): Promise<void> {
  const inTerminal = process.stdout.isTTY;
  const shownSteps = steps.map(({ title, run }) => ({
    title,
    task: (_: unknown, shown: { output: string }) => {
      let lastPart = "";
      return run((part, who) => {
        if (inTerminal) shown.output = `${part}: ${who}`;
        else if (part !== lastPart) shown.output = part;
        lastPart = part;
      });
    },
  }));
  // Where there is no terminal, listr2 prints plain lines.
  await new Listr(shownSteps).run();
}
