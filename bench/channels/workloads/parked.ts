/**
 * Parked goroutines: what one costs in resident memory, and whether waking one costs more when many
 * wait. All of them wait in a receive; then each is sent a number, and the sum shows that each got
 * one.
 */

import { count, oneEach, sumBelow, type Workload } from "../workload.ts";

export const memory: Workload = {
  measure: { kind: "parked", name: "memory", unit: "B" },
  title: "memory a parked goroutine",
  operation: "resident bytes after a collection, a goroutine parked in a receive",
  size: { kind: "fixed", full: 1_000_000, brief: 20_000, quick: 100 },
  scene: (size) => `${count(size)} parked`,
  operations: oneEach,
  expected: sumBelow,
};

export const wakeThousand: Workload = {
  measure: { kind: "parked", name: "wake-1000", unit: "ns" },
  title: "wake one of 1,000 waiting",
  operation: "a number is sent to one of 1,000 goroutines parked on one channel",
  size: { kind: "fixed", full: 1_000, brief: 1_000, quick: 100 },
  operations: oneEach,
  expected: sumBelow,
};

export const wakeHundredThousand: Workload = {
  measure: { kind: "parked", name: "wake-100000", unit: "ns" },
  title: "wake one of 100,000 waiting",
  operation: "a number is sent to one of 100,000 goroutines parked on one channel",
  size: { kind: "fixed", full: 100_000, brief: 100_000, quick: 200 },
  operations: oneEach,
  expected: sumBelow,
};
