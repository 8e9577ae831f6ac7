/**
 * Python's `threading.excepthook`: who takes the errors that escape threads.
 *
 * Python assigns to `threading.excepthook`; what a module exports cannot be assigned to, so
 * `setExcepthook` stands for that, and `excepthook` is Python's `threading.__excepthook__`.
 */

import { writeReport } from "../runtime/platform.ts";
import { NotCallableError, SystemExit } from "./errors.ts";
import { framesOf, traceback } from "./traceback.ts";

/** The part of a Thread that a hook is given; it is the Thread itself. */
interface Named {
  readonly name: string;
  readonly ident: number | undefined;
}

/** What a hook is told, as Python's ExceptHookArgs. */
export interface ExceptHookArgs {
  /** The error's class; undefined where what was thrown is no object. */
  readonly excType: unknown;
  /** What was thrown. */
  readonly excValue: unknown;
  /** Its frames; undefined where it has none. */
  readonly excTraceback: string | undefined;
  /** The thread it escaped; undefined where that is not known. */
  readonly thread: Named | undefined;
}

/** Takes an error that escaped a thread. */
export type ExceptHook = (args: ExceptHookArgs) => void;

/**
 * What is done with an error that escapes a thread unless another hook is set: the thread's name and the
 * traceback go to standard error, and the program goes on. SystemExit is passed over in silence.
 */
export function excepthook(args: ExceptHookArgs): void {
  if (args.excValue instanceof SystemExit) return;
  const name = args.thread?.name ?? "(unknown)";
  writeReport(`Exception in thread ${name}:\n${traceback(args.excValue)}`);
}

let hook: ExceptHook = excepthook;

/**
 * Has `next` take the errors that escape threads; answers the hook before. The default is `excepthook`.
 *
 * @throws {NotCallableError} where `next` is no function.
 */
export function setExcepthook(next: ExceptHook): ExceptHook {
  if (typeof next !== "function") throw new NotCallableError("excepthook", next);
  const before = hook;
  hook = next;
  return before;
}

/** Hands `error`, which escaped `thread`, to the hook. A hook that fails is reported itself. */
export function callExcepthook(error: unknown, thread: Named): void {
  const isObject = typeof error === "object" && error !== null;
  try {
    hook({
      excType: isObject ? error.constructor : undefined,
      excValue: error,
      excTraceback: error instanceof Error ? framesOf(error) : undefined,
      thread,
    });
  } catch (failure) {
    writeReport(`Exception in threading.excepthook:\n${traceback(failure)}`);
  }
}
