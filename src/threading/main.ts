/**
 * Python's `if __name__ == "__main__":`, and what its interpreter does at the end.
 *
 * Invariants:
 * - The process ends when the function and all threads that are no daemons have ended; daemons are
 *   dropped where they are.
 * - When the event loop runs dry before that, nothing can wake those that are left. Python would hang;
 *   here the report says so, and the process ends with status 2.
 */

import { isMainThread } from "../runtime/birth.ts";
import { enlist } from "../runtime/live.ts";
import { exit, exitStatus, onEventLoopDry, writeReport } from "../runtime/platform.ts";
import { enumerate, mainThread } from "./current.ts";
import { deadlockReport } from "./deadlock.ts";
import { NotCallableError, SystemExit } from "./errors.ts";
import { runExitHooks } from "./exit.ts";
import { mainActivity } from "./identity.ts";
import { traceback } from "./traceback.ts";
import "../runtime/trace.ts";

const STATUS_FAILED = 1;
const STATUS_DEADLOCK = 2;

/**
 * Runs `fn` as the main thread, then waits for all threads that are no daemons, then ends the process:
 * with the status in `process.exitCode`; with 1 where an error escaped `fn`, whose traceback goes to
 * standard error; with the code of a SystemExit. When nothing can run any more and threads are left, the
 * report of the deadlock goes to standard error, and the process ends with status 2; but while the
 * program listens for a signal, that may come, and the process waits for it.
 *
 * In a browser there is no process to end and no dry event loop to notice. On a worker thread of this
 * package, which imports the program for the functions that it is to run, it does nothing: there
 * `__name__` is not `"__main__"`.
 *
 * @throws {NotCallableError} where `fn` is no function.
 */
export function main(fn: () => unknown): void {
  if (typeof fn !== "function") throw new NotCallableError("main: fn", fn);
  if (!isMainThread) return;
  const stopWatching = onEventLoopDry(() => {
    stopWatching();
    writeReport(deadlockReport());
    exit(STATUS_DEADLOCK);
  });
  enlist(mainActivity); // so that the report shows what it waits for
  mainActivity
    .stretch(() => runToTheEnd(fn))
    .then(
      (status) => {
        stopWatching();
        exit(status);
      },
      // Nothing above throws; should it all the same, it must be seen.
      (error: unknown) => writeReport(traceback(error)),
    );
}

async function runToTheEnd(fn: () => unknown): Promise<number> {
  let failed: number | undefined;
  try {
    await fn();
  } catch (error) {
    failed = statusOf(error);
  }
  mainActivity.end();
  runExitHooks();
  for (;;) {
    const left = enumerate().find((thread) => !thread.daemon && thread !== mainThread());
    if (left === undefined) return failed ?? exitStatus();
    await left.join();
  }
}

function statusOf(error: unknown): number {
  if (error instanceof SystemExit) return error.code;
  writeReport(traceback(error));
  return STATUS_FAILED;
}
