/** Ping-pong: what a hand-over costs when each goroutine waits for the other. */

import { oneEach, sumBelow, type Workload } from "../workload.ts";

export const pingPong: Workload = {
  measure: { kind: "speed", name: "ping-pong", unit: "ns" },
  title: "ping-pong",
  operation: "a number goes to the other goroutine and comes back one larger: two hand-overs",
  size: { kind: "calibrated", quick: 80 },
  operations: oneEach,
  expected: (size) => sumBelow(size) + size,
};
