/**
 * `npm run bench:threading`: whether threads cost what they may. A Lock beside a Mutex, a Queue beside a
 * channel, and 10,000 threads started and joined beside 10,000 of Python's, in one run.
 *
 *     npm run bench:threading -- --rounds 5
 *     npm run bench:threading -- --smoke         everything once and small: are the answers right?
 *
 * Exits with 1 where an answer was wrong, a process failed, or ours cost more than it may.
 *
 * Invariants: every measurement has a process of its own, so that none meets the garbage or the compiled
 * code of another; a ratio is taken within a round; a Python that is not installed is a line that says so.
 */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BENCH_DIST, buildBenchmark, buildPackage, findPython, type Toolchain } from "../build.ts";
import { readRounds, readValues, runCommand } from "../command-line.ts";
import { median, medianRatio } from "../statistics.ts";
import type { Line } from "./child.ts";
import type { OperationName } from "./subjects.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 180_000;
const CHILD = [process.execPath, join(BENCH_DIST, "threading", "child.js")];

/** Something that is measured, and what it is held against. */
interface Comparison {
  readonly title: string;
  readonly unit: "ns" | "B";
  readonly ours: readonly string[];
  readonly other: readonly string[] | "python is not installed";
  readonly otherTitle: string;
  /** At most this many times the other. */
  readonly limit: number;
}

interface Options {
  readonly rounds: number;
  readonly threads: number;
  readonly once: boolean;
}

const USAGE = `usage: npm run bench:threading -- [--rounds N]
       npm run bench:threading -- --smoke

  --rounds  how many rounds, 5 by default
  --smoke   everything once and small: are the answers right?
  --help    this text`;

function readOptions(): Options {
  const values = readValues(
    {
      rounds: { type: "string", default: "5" },
      smoke: { type: "boolean", default: false },
    },
    USAGE,
  );
  const rounds = readRounds(values.rounds);
  return values.smoke
    ? { rounds: 1, threads: 100, once: true }
    : { rounds, threads: 10_000, once: false };
}

function comparisonsOf(options: Options, python: Toolchain | undefined): readonly Comparison[] {
  const size = `${options.threads}`;
  const operation = (name: OperationName) => [
    ...CHILD,
    "--subject",
    name,
    ...(options.once ? ["--once"] : []),
  ];
  const threads = (title: string, subject: "start" | "memory", unit: "ns" | "B"): Comparison => ({
    title,
    unit,
    ours: [...CHILD, "--subject", subject, "--size", size],
    other: python === undefined ? "python is not installed" : [...python.command, subject, size],
    otherTitle: "Python",
    limit: 1,
  });
  return [
    {
      title: "Lock, acquired and released",
      unit: "ns",
      ours: operation("lock"),
      other: operation("mutex"),
      otherTitle: "Mutex",
      limit: 1.5,
    },
    {
      title: "Queue(1), put and got",
      unit: "ns",
      ours: operation("queue"),
      other: operation("channel"),
      otherTitle: "chan(1)",
      limit: 1.5,
    },
    threads(`${size} threads, started and joined, each`, "start", "ns"),
    threads(`${size} threads, parked, each`, "memory", "B"),
  ];
}

/** One measurement, in a process of its own. @throws {Error} where its answer is wrong, or it fails. */
async function measure([command = "", ...args]: readonly string[]): Promise<number> {
  const { stdout } = await run(command, args, { timeout: TIMEOUT_MS });
  const { answer, expected, size, value } = JSON.parse(stdout) as Line;
  if (answer !== expected) {
    throw new Error(`wrong answer: ${answer} for size ${size}, where ${expected} is right`);
  }
  return value;
}

/** Prints one comparison, and answers whether ours costs no more than it may. */
async function compare(comparison: Comparison, rounds: number): Promise<boolean> {
  const { title, unit, ours, other, otherTitle, limit } = comparison;
  const values: number[] = [];
  const others: number[] = [];
  for (let round = 0; round < rounds; round++) {
    values.push(await measure(ours));
    if (typeof other !== "string") others.push(await measure(other));
  }
  const figure = (sample: readonly number[]) => `${median(sample).toFixed(1)} ${unit}`;
  const ratio = medianRatio(values, others);
  if (ratio === undefined) {
    console.log(`${title}: ${figure(values)}; ${String(other)}`);
    return true;
  }
  const verdict = ratio <= limit ? "as it may" : "MORE THAN IT MAY";
  console.log(
    `${title}: ${figure(values)}, ${otherTitle} ${figure(others)}: x ${ratio.toFixed(3)} (at most ${limit}) ${verdict}`,
  );
  return ratio <= limit;
}

/** Each program once and small: whether it answers right, not how fast. */
async function smoke(comparisons: readonly Comparison[]): Promise<void> {
  const commands = comparisons
    .flatMap(({ ours, other }) => [ours, other])
    .filter((command) => typeof command !== "string");
  for (const command of [...commands, conditionCommand(["--once"])]) await measure(command);
  console.log(`${commands.length + 1} answers right`);
}

function conditionCommand(args: readonly string[]): readonly string[] {
  return [...CHILD, "--subject", "condition", ...args];
}

async function full(comparisons: readonly Comparison[], rounds: number): Promise<void> {
  let missed = 0;
  for (const comparison of comparisons) if (!(await compare(comparison, rounds))) missed++;
  // No twin in the Go wing does the same, so it is shown and held against nothing.
  const value = await measure(conditionCommand([]));
  console.log(
    `Condition, one turn of two threads that wait for each other: ${value.toFixed(1)} ns`,
  );
  process.exitCode = missed === 0 ? 0 : 1;
}

await runCommand(USAGE, async () => {
  const options = readOptions();
  await buildPackage();
  await buildBenchmark();
  const python = await findPython(fileURLToPath(new URL("threads.py", import.meta.url)));
  const comparisons = comparisonsOf(options, python);
  await (options.once ? smoke(comparisons) : full(comparisons, options.rounds));
});
