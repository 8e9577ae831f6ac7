/**
 * What a workload of threads is: its name, what one operation of it is, how large it is run, and the answer
 * of a right program, which the runner checks in this one place for every language.
 *
 * Invariants: `expected` is pure; a size that is calibrated is a multiple of the channels of a select, and
 * the last batch may be a short one.
 */

import { SIZE_STEP, type Size } from "../channels/workload.ts";
import { PAYLOADS, type Payload, weightOf } from "./payload.ts";

/** A stream of payloads of one kind, unbuffered or through a buffer of 128. */
export type StreamName = `stream-${0 | 128}-${Payload}`;

export type WorkloadName =
  | "ping-pong"
  | StreamName
  | "stream-128-batches"
  | "fan-out-2"
  | "fan-out-4"
  | "select-4-0"
  | "select-4-128"
  | "cpu-1"
  | "cpu-2"
  | "call"
  | "call-64"
  | "start";

export interface Workload {
  readonly name: WorkloadName;
  readonly title: string;
  /** What one operation is, in a sentence. */
  readonly operation: string;
  readonly unit: "ns" | "ms";
  readonly size: Size;
  /** The answer of a right program. */
  expected(size: number): number;
}

/** How many values are sent at once, and how many calls are under way, where they come in batches. */
export const BATCH = 64;
/** How many batches a buffer has room for. */
export const BATCHES = 16;

/** The batch of numbers that begins with `first`, of those below `size`. */
export function numbersFrom(first: number, size: number): number[] {
  const numbers: number[] = [];
  for (let n = first; n < first + BATCH && n < size; n++) numbers.push(n);
  return numbers;
}

/** The channels that a select has to choose from. */
export const SELECT_CHANNELS = 4;
/** Into how many parts the job of the CPU is cut, whatever the number of workers. */
export const CPU_PARTS = 16;

function speed(
  name: WorkloadName,
  title: string,
  operation: string,
  expected: (size: number) => number,
): Workload {
  const size: Size = { kind: "calibrated", quick: 4 * SIZE_STEP };
  return { name, title, operation, unit: "ns", size, expected };
}

const sumBelow = (size: number) => weightOf("int", size);

const PAYLOAD_TITLES: Readonly<Record<Payload, string>> = {
  int: "a number",
  "bytes-64": "64 bytes",
  "bytes-1024": "1 KiB",
  object: "a small object",
};

function stream(capacity: 0 | 128, payload: Payload): Workload {
  const what = PAYLOAD_TITLES[payload];
  const how = capacity === 0 ? "unbuffered" : "128 buffered";
  return speed(
    `stream-${capacity}-${payload}`,
    `stream, ${how}, ${what}`,
    `${what} goes from one thread to another, ${how}`,
    (size) => weightOf(payload, size),
  );
}

const all: readonly Workload[] = [
  speed(
    "ping-pong",
    "ping-pong",
    "a number goes to the other thread and comes back one larger: two hand-overs",
    (size) => sumBelow(size) + size,
  ),
  ...([0, 128] as const).flatMap((capacity) => PAYLOADS.map((p) => stream(capacity, p))),
  speed(
    "stream-128-batches",
    "stream, numbers in batches",
    `a number goes from one thread to another, ${BATCH} at once, through a buffer of ${BATCHES} times as many`,
    sumBelow,
  ),
  ...([2, 4] as const).map((workers) =>
    speed(
      `fan-out-${workers}`,
      `fan-out to ${workers} workers`,
      `a number is sent to whichever of ${workers} threads takes it, through a buffer of 128`,
      sumBelow,
    ),
  ),
  speed(
    "select-4-0",
    "select of 4, unbuffered",
    "a select receives a number from one of 4 channels to which another thread sends in turn",
    sumBelow,
  ),
  speed(
    "select-4-128",
    "select of 4, 32 buffered each",
    "the same where each channel has a buffer of 32",
    sumBelow,
  ),
  ...([1, 2] as const).map(
    (workers): Workload => ({
      name: `cpu-${workers}`,
      title: `CPU-bound, ${workers} worker${workers === 1 ? "" : "s"}`,
      operation: `the primes below the size are counted, in ${CPU_PARTS} parts, on ${workers} at once`,
      unit: "ms",
      size: { kind: "fixed", full: 4_000_000, brief: 1_000_000, quick: 10_000 },
      expected: primesBelow,
    }),
  ),
  speed(
    "call",
    "a warm call, alone",
    "a function is called on a warm worker, and its result has come back",
    sumBelow,
  ),
  speed(
    "call-64",
    "warm calls, 64 under way",
    "the same where 64 are under way: what starting a goroutine on another thread costs",
    sumBelow,
  ),
  {
    name: "start",
    title: "the first worker",
    operation: "from the first call in the process to its result, with the library loaded",
    unit: "ms",
    size: { kind: "fixed", full: 1, brief: 1, quick: 1 },
    expected: () => 0,
  },
];

export const WORKLOADS = Object.fromEntries(
  all.map((workload) => [workload.name, workload]),
) as Readonly<Record<WorkloadName, Workload>>;

export const WORKLOAD_NAMES: readonly WorkloadName[] = all.map(({ name }) => name);

/** The primes below `limit`, by a sieve: another way than the programs'. */
function primesBelow(limit: number): number {
  const composite = new Uint8Array(limit);
  let count = 0;
  for (let n = 2; n < limit; n++) {
    if (composite[n] === 1) continue;
    count++;
    for (let multiple = n * n; multiple < limit; multiple += n) composite[multiple] = 1;
  }
  return count;
}
