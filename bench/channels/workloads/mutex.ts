/**
 * Mutex: alone, and with ten goroutines that want it. A contended section reads the counter, gives
 * way once and writes it back, so that exclusion which fails loses counts.
 */

import { oneEach, type Workload } from "../workload.ts";

/** How many goroutines contend. */
export const CONTENDERS = 10;

export const mutexUncontended: Workload = {
  measure: { kind: "speed", name: "mutex", unit: "ns" },
  title: "mutex, uncontended",
  operation: "one goroutine locks, adds one and unlocks",
  size: { kind: "calibrated", quick: 80 },
  operations: oneEach,
  expected: (size) => size,
};

export const mutexContended: Workload = {
  measure: { kind: "speed", name: "mutex-contended", unit: "ns" },
  title: "mutex, contended",
  operation: "one of 10 goroutines locks, reads, gives way once, writes and unlocks",
  size: { kind: "calibrated", quick: 80 },
  operations: oneEach,
  expected: (size) => size,
};
