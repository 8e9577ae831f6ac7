/**
 * Go's main, and the deadlock report.
 *
 * Invariants:
 * - The process ends when main returns, whatever else still runs, with the status the program has set.
 * - When the event loop runs dry while main waits, nothing can wake it: the report says so and the
 *   process ends with status 2, as Go's.
 */

import { isMainThread } from "../runtime/birth.ts";
import { spawn } from "../runtime/goroutine.ts";
import type { Parked } from "../runtime/operation.ts";
import {
  exit,
  exitStatus,
  onEventLoopDry,
  onQuitSignal,
  writeReport,
} from "../runtime/platform.ts";
import { deadlockReport, dump } from "../runtime/report.ts";
import { type GoroutineFunction } from "../runtime/runqueue.ts";
import { NotAFunctionError } from "./errors.ts";
import type { GoroutineBody } from "./go.ts";

const STATUS_DEADLOCK = 2;

/**
 * Runs `fn` as the main goroutine. When it returns, the process ends, with the status in
 * `process.exitCode`; what other goroutines were doing is lost, as in Go. When nothing can run any
 * more while it waits, the deadlock report goes to standard error and the process ends with status 2;
 * but while the program listens for a signal, that may come, and the process waits for it, as Go's does.
 * SIGQUIT (control-backslash) prints every goroutine and ends it with status 2. An error that escapes it
 * is an uncaught exception.
 *
 * In a browser there is no process to end and no dry event loop to notice: main is then like `go`. On a
 * worker thread of this package, which imports the program for its parallel functions, it does nothing.
 *
 * @throws {NotAFunctionError} where `fn` is no function.
 */
export function main(fn: () => GoroutineBody): void {
  if (typeof fn !== "function") throw new NotAFunctionError("main", fn);
  if (!isMainThread) return;
  const stopWatching = onEventLoopDry(() => {
    stopWatching();
    writeReport(deadlockReport());
    exit(STATUS_DEADLOCK);
  });
  onQuitSignal(() => {
    writeReport(`SIGQUIT: quit\n\n${dump()}`);
    exit(STATUS_DEADLOCK);
  });
  const finish = () => {
    stopWatching();
    exit(exitStatus());
  };
  spawn(runThen(fn, finish), []);
}

function runThen(fn: () => GoroutineBody, finish: () => void): GoroutineFunction {
  // Named, since reports show the name of a goroutine's function.
  return function main() {
    const body = fn();
    if (typeof body !== "object" || body === null) return finish();
    if ("next" in body) return finishAfter(body, finish);
    return body.then(finish);
  };
}

function* finishAfter(
  body: Generator<Parked, unknown, unknown>,
  finish: () => void,
): Generator<Parked, void, unknown> {
  yield* body;
  finish();
}
