/**
 * How a process measures its own program: warm up, find the size that fills a batch, take the median
 * of some batches. Go and Python do the same in their own words (go/main.go, python/main.py).
 *
 * Invariants: the clock is monotonic and passed in, in nanoseconds; every run's answer is kept, and
 * one that differs from the last run's of the same size is reported at once.
 */

import type { ParkProgram, Program } from "./peer.ts";
import { median } from "./statistics.ts";
import { SIZE_STEP, type Workload } from "./workload.ts";

/** What measuring has to know of a workload. */
export type Measured = Pick<Workload, "size" | "operations">;

/** What a process prints, a line of JSON for each workload. */
export interface Measurement {
  readonly size: number;
  readonly answer: number;
  /** In the workload's unit: a batch's nanoseconds an operation, bytes, or milliseconds. */
  readonly value: number;
  readonly batches: readonly number[];
}

export type ClockNs = () => number;

/** A batch long enough that the clock and the start of a run vanish in it. */
const BATCH_NS = 80e6;
/** How long a program runs at its final size before it is measured. */
const WARM_NS = 250e6;
const BATCHES = 5;
/** Past this much measured time no further batch is begun. */
const ENOUGH_NS = 1e9;
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
): Promise<Measurement> {
  const size =
    workload.size.kind === "calibrated" ? await calibrate(program, firstSize, clock) : firstSize;
  await warm(program, size, clock);
  const operations = workload.operations(size);
  const batches: number[] = [];
  let answer = Number.NaN;
  for (let total = 0; batches.length < BATCHES && total < ENOUGH_NS; ) {
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
async function calibrate(program: Program, firstSize: number, clock: ClockNs): Promise<number> {
  let size = firstSize;
  for (;;) {
    let { elapsedNs } = await timed(program, size, clock);
    if (elapsedNs >= BATCH_NS / 2) {
      elapsedNs = Math.min(elapsedNs, (await timed(program, size, clock)).elapsedNs);
    }
    if (elapsedNs >= BATCH_NS / 2) return size;
    const factor = Math.min(10, Math.max(1.5, BATCH_NS / Math.max(1, elapsedNs)));
    size = Math.ceil((size * factor) / SIZE_STEP) * SIZE_STEP;
  }
}

async function warm(program: Program, size: number, clock: ClockNs): Promise<void> {
  for (let total = 0; total < WARM_NS; ) total += (await timed(program, size, clock)).elapsedNs;
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
  } while (rounds === "enough" && !wokenEnough(batches.length, elapsedNs));
  const settled = batches.slice(Math.floor(batches.length / 2));
  return { size: count, answer, value: median(settled), batches: settled };
}

/** Slow libraries take seconds to wake a hundred thousand, and are not asked so often. */
function wokenEnough(batches: number, elapsedNs: number): boolean {
  return elapsedNs >= (batches < WAKE_BATCHES ? 5 * ENOUGH_NS : ENOUGH_NS);
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
