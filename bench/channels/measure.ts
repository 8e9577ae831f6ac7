/**
 * How a process measures its own program: warm up, find the size that fills a batch, take the median
 * of some batches. Go and Python do the same in their own words (go/main.go, python/main.py).
 *
 * Invariants: the clock is monotonic and passed in, in nanoseconds; every run's answer is kept, and
 * one that differs from the last run's of the same size is reported at once.
 */

import { median } from "../statistics.ts";
import type { ParkProgram, Program } from "./peer.ts";
import { SIZE_STEP, type Workload } from "./workload.ts";

/** What measuring has to know of a workload. */
export type Measured = Pick<Workload, "size" | "operations">;

/** What a process prints, a line of JSON for each workload. */
export interface Measurement {
  readonly size: number;
  readonly answer: number;
  /** In the workload's unit: a batch's nanoseconds an operation, bytes, or milliseconds. */
  readonly value: number;
  /** Of a latency: the quantiles at LATENCY_SHARES. */
  readonly batches: readonly number[];
}

export type ClockNs = () => number;

/** How much a process measures. Go and Python have the same two paces. */
export interface Pace {
  /** A batch long enough that the clock and the start of a run vanish in it. */
  readonly batchNs: number;
  /** How long a program runs at its final size before it is measured. */
  readonly warmNs: number;
  readonly batches: number;
  /** Past this much measured time no further batch is begun. */
  readonly enoughNs: number;
}

export const FULL_PACE: Pace = { batchNs: 80e6, warmNs: 250e6, batches: 5, enoughNs: 1e9 };

/** For many peers in a few minutes: what it lacks in length, the rounds make up for. */
export const BRIEF_PACE: Pace = { batchNs: 12e6, warmNs: 100e6, batches: 3, enoughNs: 120e6 };

/** So many releases at least, since the first of a large crowd pay for growing the heap. */
const WAKE_BATCHES = 6;

interface Run {
  readonly answer: number;
  readonly elapsedNs: number;
}

async function timed(program: Program, size: number, clock: ClockNs): Promise<Run> {
  const start = clock();
  const answer = await program(size);
  return { answer, elapsedNs: clock() - start };
}

/** One run of the smallest size: it shows the answer, and no speed to speak of. */
export async function measureOnce(
  program: Program,
  workload: Measured,
  size: number,
  clock: ClockNs,
): Promise<Measurement> {
  const { answer, elapsedNs } = await timed(program, size, clock);
  const value = elapsedNs / workload.operations(size);
  return { size, answer, value, batches: [value] };
}

/** Warm, sized and repeated. */
export async function measureSpeed(
  program: Program,
  workload: Measured,
  firstSize: number,
  clock: ClockNs,
  pace: Pace = FULL_PACE,
): Promise<Measurement> {
  const size =
    workload.size.kind === "calibrated"
      ? await calibrate(program, firstSize, clock, pace)
      : firstSize;
  await warm(program, size, clock, pace);
  const operations = workload.operations(size);
  const batches: number[] = [];
  let answer = Number.NaN;
  for (let total = 0; batches.length < pace.batches && total < pace.enoughNs; ) {
    const run = await timed(program, size, clock);
    refuseChangedAnswer(batches.length === 0 ? run.answer : answer, run.answer, size);
    answer = run.answer;
    total += run.elapsedNs;
    batches.push(run.elapsedNs / operations);
  }
  return { size, answer, value: median(batches), batches };
}

/**
 * Grows the size until a run lasts as long as a batch should, at most tenfold a step. The faster of
 * two runs counts, so that a process which was put aside in one does not stop at a small size.
 */
async function calibrate(
  program: Program,
  firstSize: number,
  clock: ClockNs,
  { batchNs }: Pace,
): Promise<number> {
  let size = firstSize;
  for (;;) {
    let { elapsedNs } = await timed(program, size, clock);
    if (elapsedNs >= batchNs / 2) {
      elapsedNs = Math.min(elapsedNs, (await timed(program, size, clock)).elapsedNs);
    }
    if (elapsedNs >= batchNs / 2) return size;
    const factor = Math.min(10, Math.max(1.5, batchNs / Math.max(1, elapsedNs)));
    size = Math.ceil((size * factor) / SIZE_STEP) * SIZE_STEP;
  }
}

async function warm(
  program: Program,
  size: number,
  clock: ClockNs,
  { warmNs }: Pace,
): Promise<void> {
  for (let total = 0; total < warmNs; ) total += (await timed(program, size, clock)).elapsedNs;
}

function refuseChangedAnswer(before: number, now: number, size: number): void {
  if (now === before) return;
  throw new Error(`the answer for size ${size} was ${before} and is now ${now}`);
}

/** Parks, releases and times the release; the first rounds warm it up and are left out. */
export async function measureWake(
  park: ParkProgram,
  count: number,
  rounds: "once" | "enough",
  clock: ClockNs,
  pace: Pace = FULL_PACE,
): Promise<Measurement> {
  const batches: number[] = [];
  let answer = Number.NaN;
  const start = clock();
  let elapsedNs: number;
  do {
    const release = await park(count);
    const run = await timed(release, count, clock);
    refuseChangedAnswer(batches.length === 0 ? run.answer : answer, run.answer, count);
    answer = run.answer;
    batches.push(run.elapsedNs / count);
    elapsedNs = clock() - start;
  } while (rounds === "enough" && !wokenEnough(batches.length, elapsedNs, pace));
  const settled = batches.slice(Math.floor(batches.length / 2));
  return { size: count, answer, value: median(settled), batches: settled };
}

/** Slow libraries take seconds to wake a hundred thousand, and are not asked so often. */
function wokenEnough(batches: number, elapsedNs: number, { enoughNs }: Pace): boolean {
  return elapsedNs >= (batches < WAKE_BATCHES ? 5 * enoughNs : enoughNs);
}

/** Resident bytes that `count` parked goroutines add, each; `collect` runs the garbage collector. */
export async function measureMemory(
  park: ParkProgram,
  count: number,
  collect: () => void,
  residentBytes: () => number,
): Promise<Measurement> {
  const few = await park(Math.min(count, 100));
  await few();
  collect();
  const before = residentBytes();
  const release = await park(count);
  collect();
  const value = (residentBytes() - before) / count;
  const answer = await release();
  return { size: count, answer, value, batches: [value] };
}
