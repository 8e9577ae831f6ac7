/**
 * Threads as a suite of the comparison: a Lock beside a Mutex, a Queue beside a channel, and threads beside
 * Python's own.
 *
 * Invariant: every measurement has a process of its own.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BENCH_DIST, buildBenchmark, buildPackage, findPython, type Toolchain } from "../build.ts";
import { runInterleaved } from "../interleaved.ts";
import { linesOf, type Start } from "../measured-process.ts";
import type { Effort, Outcome, RowPlan, SubjectPlan, Suite, SuiteRequest } from "../suite.ts";
import type { Line } from "./child.ts";
import type { OperationName } from "./subjects.ts";

const TIMEOUT_MS = 60_000;

/** How many threads are started or parked, by effort. */
const THREADS: Readonly<Record<Effort, number>> = { quick: 100, brief: 2_000, full: 10_000 };

const thread: SubjectPlan = {
  name: "ours-thread",
  title: "goroutine-kit/threading",
  side: "ours",
  idiom: "threads",
  substrate: "event loop",
};

const goroutine: SubjectPlan = {
  name: "ours-async",
  title: "goroutine-kit, async",
  side: "ours",
  idiom: "go",
  substrate: "event loop",
};

const pythonThread: SubjectPlan = {
  name: "python",
  title: "Python, threading + queue",
  side: "language",
  idiom: "threads",
  substrate: "OS threads",
};

let python: Toolchain | undefined;

export const threadingSuite: Suite = {
  name: "threading",
  title: "threads, locks and queues",
  rows: ["lock", "queue", "start", "memory"],
  async prepare() {
    await buildPackage();
    await buildBenchmark();
    python = await findPython(fileURLToPath(new URL("threads.py", import.meta.url)));
  },
  async run(request) {
    const rows = await runInterleaved(planOf(request.effort), request, (row, subject, signal) =>
      measure(row, subject, request.effort, signal),
    );
    const version = python?.version.replace(/^Python /, "");
    return { versions: version === undefined ? {} : { Python: version }, rows };
  },
};

function planOf(effort: Effort): readonly RowPlan[] {
  const many = THREADS[effort].toLocaleString("en-US");
  return [
    {
      name: "lock",
      title: "lock, uncontended",
      operation: "one thread, or goroutine, takes a lock, adds one and gives the lock back",
      unit: "ns",
      better: "lower",
      subjects: [thread, goroutine],
    },
    {
      name: "queue",
      title: "queue of 1",
      operation: "one thread, or goroutine, puts a number into a queue of 1 and takes it out",
      unit: "ns",
      better: "lower",
      subjects: [thread, goroutine],
    },
    {
      name: "start",
      title: "start and join a thread",
      operation: `a thread is started, adds a number, ends and is joined; ${many} at once`,
      unit: "ns",
      better: "lower",
      subjects: [thread, pythonThread],
    },
    {
      name: "memory",
      title: "memory a parked thread",
      operation: `resident bytes after a collection, a thread parked at a queue; ${many} parked`,
      unit: "B",
      better: "lower",
      subjects: [thread, pythonThread],
    },
  ];
}

/** What our child calls the two sides of a row. */
const OPERATION_OF: Readonly<Record<string, Readonly<Record<string, OperationName>>>> = {
  lock: { [thread.name]: "lock", [goroutine.name]: "mutex" },
  queue: { [thread.name]: "queue", [goroutine.name]: "channel" },
};

function startOf(row: RowPlan, subject: SubjectPlan, effort: Effort): Start | undefined {
  const size = `${THREADS[effort]}`;
  if (subject === pythonThread) {
    if (python === undefined) return undefined;
    return { command: [...python.command, row.name, size], env: {} };
  }
  const child = [process.execPath, join(BENCH_DIST, "threading", "child.js"), "--subject"];
  const operation = OPERATION_OF[row.name]?.[subject.name];
  if (operation === undefined) return { command: [...child, row.name, "--size", size], env: {} };
  const pace = { quick: ["--once"], brief: ["--brief"], full: [] }[effort];
  return { command: [...child, operation, ...pace], env: {} };
}

async function measure(
  row: RowPlan,
  subject: SubjectPlan,
  effort: SuiteRequest["effort"],
  signal: AbortSignal,
): Promise<Outcome> {
  const start = startOf(row, subject, effort);
  if (start === undefined) return { kind: "not installed", what: "Python" };
  const { lines, trouble } = await linesOf<Line>(start, [], TIMEOUT_MS, signal);
  const [line] = lines;
  if (line === undefined) return { kind: "failed", reason: trouble || "it printed no line" };
  const { answer, expected, size, value } = line;
  if (answer === expected) return { kind: "measured", samples: [value] };
  return {
    kind: "failed",
    reason: `wrong answer: ${answer} for size ${size}, where ${expected} is right`,
  };
}
