/**
 * What ours has to reach: ratios to Go with GOMAXPROCS=1 in the same run on Node 20, and the
 * milliseconds that the event loop may be kept waiting.
 */

import type { WorkloadName } from "./workload.ts";

export const OUR_PEERS = [
  "ours-generator",
  "ours-generator-try",
  "ours-async",
  "ours-async-try",
] as const;

export type OurPeer = (typeof OUR_PEERS)[number];

type Aims = Readonly<Partial<Record<OurPeer, number>>>;

function inOrder(generator: number, generatorTry: number, async: number, asyncTry: number): Aims {
  return {
    "ours-generator": generator,
    "ours-generator-try": generatorTry,
    "ours-async": async,
    "ours-async-try": asyncTry,
  };
}

/** At most this many times Go's value. */
export const RATIO_AIMS: Readonly<Partial<Record<WorkloadName, Aims>>> = {
  "ping-pong": inOrder(0.55, 0.35, 1.25, 0.85),
  "stream-0": inOrder(0.85, 0.45, 1.6, 1.0),
  "stream-128": inOrder(1.3, 0.65, 3.5, 0.55),
  "select-2": inOrder(0.7, 0.5, 1.1, 0.8),
  "select-16": inOrder(0.15, 0.12, 0.25, 0.2),
  spawn: { "ours-generator": 0.25, "ours-async": 0.2 },
  sieve: inOrder(0.65, 0.52, 2.4, 1.8),
  mutex: inOrder(2.5, 0.7, 11, 0.65),
  "mutex-contended": inOrder(0.6, 0.5, 1.0, 0.9),
  memory: { "ours-generator": 0.13, "ours-async": 0.3 },
};

/** At most so many milliseconds, at the 99th percentile. */
export const LATENCY_AIMS_MS: Readonly<Partial<Record<WorkloadName, Aims>>> = {
  "timer-latency": { "ours-generator": 3, "ours-async": 3 },
  "stat-latency": { "ours-generator": 5, "ours-async": 5 },
};
