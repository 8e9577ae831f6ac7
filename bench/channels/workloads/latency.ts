/**
 * Latency: while two goroutines ping-pong without end, how late a timer of 1 ms fires and how long a
 * file's stat takes. The size is the milliseconds that the ping-pong lasts. A library that never
 * lets the event loop run answers with that whole time.
 */

import type { Workload } from "../workload.ts";

export const timerLatency: Workload = {
  measure: { kind: "latency", name: "timer-latency", unit: "ms" },
  title: "timer latency, p99",
  operation: "how late a timer of 1 ms fires while two goroutines ping-pong",
  size: { kind: "fixed", full: 1_500, brief: 200, quick: 25 },
  scene: (size) => `for ${size} ms`,
  operations: () => 1,
  expected: () => 0,
};

export const statLatency: Workload = {
  measure: { kind: "latency", name: "stat-latency", unit: "ms" },
  title: "file stat latency, p99",
  operation: "how long the stat of a file takes while two goroutines ping-pong",
  size: { kind: "fixed", full: 1_500, brief: 200, quick: 25 },
  scene: (size) => `for ${size} ms`,
  operations: () => 1,
  expected: () => 0,
};
