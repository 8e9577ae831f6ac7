/**
 * Select: one goroutine receives from 2 or 16 unbuffered channels. Either each channel has a sender
 * of its own, so that most selects find one ready; or one sender visits the channels in turn, so
 * that a select must wait on all of them.
 */

import { oneEach, sumBelow, type Workload } from "../workload.ts";

export const selectTwo: Workload = {
  measure: { kind: "speed", name: "select-2", unit: "ns" },
  title: "select over 2",
  operation: "a select receives a number from one of 2 channels, each with its sender",
  size: { kind: "calibrated", quick: 80 },
  operations: oneEach,
  expected: sumBelow,
};

export const selectSixteen: Workload = {
  measure: { kind: "speed", name: "select-16", unit: "ns" },
  title: "select over 16",
  operation: "a select receives a number from one of 16 channels, each with its sender",
  size: { kind: "calibrated", quick: 80 },
  operations: oneEach,
  expected: sumBelow,
};

export const selectTwoOneSender: Workload = {
  measure: { kind: "speed", name: "select-2-one-sender", unit: "ns" },
  title: "select over 2, one sender",
  operation: "a select receives a number from one of 2 channels that one sender visits in turn",
  size: { kind: "calibrated", quick: 80 },
  operations: oneEach,
  expected: sumBelow,
};

export const selectSixteenOneSender: Workload = {
  measure: { kind: "speed", name: "select-16-one-sender", unit: "ns" },
  title: "select over 16, one sender",
  operation: "a select receives a number from one of 16 channels that one sender visits in turn",
  size: { kind: "calibrated", quick: 80 },
  operations: oneEach,
  expected: sumBelow,
};
