/** Stream: one goroutine sends numbers to another, unbuffered and through a buffer of 128. */

import { oneEach, sumBelow, type Workload } from "../workload.ts";

export const streamUnbuffered: Workload = {
  measure: { kind: "speed", name: "stream-0", unit: "ns" },
  title: "stream, unbuffered",
  operation: "a number is handed from sender to receiver",
  size: { kind: "calibrated", quick: 80 },
  operations: oneEach,
  expected: sumBelow,
};

export const streamBuffered: Workload = {
  measure: { kind: "speed", name: "stream-128", unit: "ns" },
  title: "stream, 128 buffered",
  operation: "a number goes from sender to receiver through a buffer of 128",
  size: { kind: "calibrated", quick: 480 },
  operations: oneEach,
  expected: sumBelow,
};
