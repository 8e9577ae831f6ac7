/**
 * What a workload is: a name, what one operation of it is, how large it is run, and the answer that
 * a right program gives. The runner checks each answer here, in one place for every language, so
 * that a fast wrong program cannot win.
 *
 * Invariants: `expected` and `operations` are pure; a size is what a program gets, and it is always
 * a multiple of SIZE_STEP where the workload's size is calibrated.
 */

import type { Effort } from "../suite.ts";

/** The workloads whose cost is time; each is one function of a peer that takes a size. */
export type SpeedName =
  | "ping-pong"
  | "stream-0"
  | "stream-128"
  | "select-2"
  | "select-16"
  | "select-2-one-sender"
  | "select-16-one-sender"
  | "spawn"
  | "sieve"
  | "mutex"
  | "mutex-contended";

/** The workloads that park goroutines first and measure something else then. */
export type ParkedName = "memory" | "wake-1000" | "wake-100000";

/** The workloads that watch the event loop while two goroutines ping-pong without end. */
export type LatencyName = "timer-latency" | "stat-latency";

export type WorkloadName = SpeedName | ParkedName | LatencyName;

export const WORKLOAD_NAMES = [
  "ping-pong",
  "stream-0",
  "stream-128",
  "select-2",
  "select-16",
  "select-2-one-sender",
  "select-16-one-sender",
  "spawn",
  "sieve",
  "mutex",
  "mutex-contended",
  "memory",
  "wake-1000",
  "wake-100000",
  "timer-latency",
  "stat-latency",
] as const satisfies readonly WorkloadName[];

/** A calibrated size is a multiple of it, so that 16 channels and 10 goroutines share it evenly. */
export const SIZE_STEP = 80;

/** How large a workload is run. */
export type Size =
  /** As large as fills a batch, found by each program for itself. */
  | { readonly kind: "calibrated"; readonly quick: number }
  /** The same for all, since the cost of an operation depends on it. */
  | {
      readonly kind: "fixed";
      readonly full: number;
      readonly brief: number;
      readonly quick: number;
    };

/** How a workload is measured, and in what unit its value comes. */
export type Measure =
  | { readonly kind: "speed"; readonly name: SpeedName; readonly unit: "ns" }
  | { readonly kind: "parked"; readonly name: "memory"; readonly unit: "B" }
  | { readonly kind: "parked"; readonly name: "wake-1000" | "wake-100000"; readonly unit: "ns" }
  | { readonly kind: "latency"; readonly name: LatencyName; readonly unit: "ms" };

export interface Workload {
  readonly measure: Measure;
  readonly title: string;
  /** What one operation is, in a sentence; bench/README.md says the same at length. */
  readonly operation: string;
  readonly size: Size;
  /** How much there is of it at that size, in a few words; left out where the size is calibrated. */
  scene?(size: number): string;
  /** How many operations a run of that size does. */
  operations(size: number): number;
  /** The answer of a right program; a latency's answer is the number of wrong replies: none. */
  expected(size: number): number;
}

/** 0 + 1 + ... + (count - 1), the answer of every workload that hands over the numbers below it. */
export function sumBelow(count: number): number {
  return (count * (count - 1)) / 2;
}

/** One operation for each unit of size. */
export function oneEach(size: number): number {
  return size;
}

/** The size that a run of this effort starts from. */
export function sizeFor(size: Size, effort: Effort): number {
  return size.kind === "calibrated" ? size.quick : size[effort];
}

/** What one operation is, and how much there is of it in a run of this effort. */
export function operationOf({ operation, scene, size }: Workload, effort: Effort): string {
  return scene === undefined ? operation : `${operation}; ${scene(sizeFor(size, effort))}`;
}

/** A size as a person reads it: 100,000. */
export function count(size: number): string {
  return size.toLocaleString("en-US");
}
