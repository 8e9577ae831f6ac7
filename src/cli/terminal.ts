/** Where commands write and what ends them early: the streams and signals of a process, as values. */

import { styleText } from "node:util";
import { type Paint, PLAIN } from "./examples/columns.ts";

/** All that any command needs of where it runs. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `out` is a terminal, where a line may be written over. */
  readonly isTerminal: boolean;
  /** How many cells a line has. */
  readonly width: number;
  readonly paint: Paint;
  /** Aborted by the first Ctrl-C, or when the process is to end. */
  readonly interrupted: AbortSignal;
}

const COLOURS: Paint = {
  label: (text) => styleText("bold", text),
  rule: (text) => styleText("dim", text),
};

/** What a stream that is no terminal is taken for, unless the environment says otherwise. */
const USUAL_WIDTH = 80;

/** The status of a program that Ctrl-C has ended. */
const STATUS_INTERRUPTED = 130;

/**
 * The terminal of this process. From the first time that `interrupted` is asked for, a SIGINT or SIGTERM
 * aborts it, and the next ends the process; for who does not ask, the first does.
 */
export function terminalOf(process: NodeJS.Process): Terminal {
  const { stdout, stderr } = process;
  let controller: AbortController | null = null;
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    isTerminal: stdout.isTTY,
    width: stdout.columns || Number.parseInt(process.env["COLUMNS"] ?? "", 10) || USUAL_WIDTH,
    paint: stdout.isTTY && stdout.hasColors() ? COLOURS : PLAIN,
    get interrupted() {
      controller ??= interruptible(process);
      return controller.signal;
    },
  };
}

function interruptible(process: NodeJS.Process): AbortController {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(STATUS_INTERRUPTED);
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return controller;
}
