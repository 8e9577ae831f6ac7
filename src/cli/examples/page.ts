/** What the command shows to a person: the list of examples, and one example with its programs. */

import type { Example, Program } from "./catalogue.ts";
import { type Paint, type Panel, renderPanels, type Section } from "./columns.ts";
import type { Outcome } from "./runner.ts";
import { wrapLine, wrapText } from "./wrap.ts";

/** A program, and what came of it where it was run. */
export interface ProgramRun {
  readonly program: Program;
  readonly outcome?: Outcome;
}

/** What a page is shown on. */
interface Paper {
  readonly width: number;
  readonly paint: Paint;
}

/** A block for each example: number, name, what it shows, section of the paper. */
export function renderList(examples: readonly Example[], { width, paint }: Paper): string {
  const blocks = examples.map(({ number, name, shows, paper }) =>
    [
      `${number}  ${paint.label(name)}`,
      ...setIn(shows, width),
      ...(paper === undefined ? [] : setIn(`Paper: ${paper}`, width)),
    ].join("\n"),
  );
  return `${blocks.join("\n")}\n`;
}

const MARGIN = "    ";

function setIn(text: string, width: number): string[] {
  return wrapLine(MARGIN + text, width, MARGIN);
}

/** What the example shows, its programs beside each other, and what else there is to say of it. */
export function renderExample(
  { number, title, shows, paper, notes }: Example,
  runs: readonly ProgramRun[],
  part: "all" | "source" | "output",
  { width, paint }: Paper,
): string {
  const panels = runs.map((run) => panelOf(run, part));
  const above = paper === undefined ? [shows] : [shows, `Paper: ${paper}`];
  return [
    [paint.label(`${number} ${title}`), ...above.map((text) => wrapText(text, width))].join("\n"),
    renderPanels(panels, width, paint).trimEnd(),
    ...notes.map((note) => wrapText(note, width)),
  ]
    .join("\n\n")
    .concat("\n");
}

function panelOf({ program, outcome }: ProgramRun, part: "all" | "source" | "output"): Panel {
  const { file, source } = program;
  if (part === "source") return [{ label: file, text: source }];
  const prints = outputOf(program, outcome);
  if (part === "output") return [{ ...prints, label: `${file} ${prints.label}` }];
  return [{ label: file, text: source }, prints];
}

function outputOf({ recorded }: Program, outcome: Outcome | undefined): Section {
  if (outcome?.kind === "ended") return { label: "prints", text: outcome.text };
  const why = outcome === undefined ? "not run" : `${outcome.what} is not installed`;
  return { label: `${why}; recorded:`, text: recorded };
}
