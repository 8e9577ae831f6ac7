/**
 * Spawn: 100,000 goroutines are started, each adds its number to a sum, and all are waited for. The
 * size is fixed, since Go's cost a goroutine grows with how many are alive at once.
 */

import { count, oneEach, sumBelow, type Workload } from "../workload.ts";

export const spawn: Workload = {
  measure: { kind: "speed", name: "spawn", unit: "ns" },
  title: "spawn + WaitGroup",
  operation: "a goroutine is started, adds a number, ends and is waited for",
  size: { kind: "fixed", full: 100_000, brief: 20_000, quick: 80 },
  scene: (size) => `${count(size)} at once`,
  operations: oneEach,
  expected: sumBelow,
};
