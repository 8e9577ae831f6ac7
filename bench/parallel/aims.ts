/** What ours have to reach beside the others in the same round. */

import { medianRatio } from "../statistics.ts";
import type { Row } from "../suite.ts";
import type { WorkloadName } from "./workload.ts";

/** What one subject takes in a row beside what another, or it itself, takes in that or another row. */
export interface Aim {
  readonly ours: string;
  readonly row: WorkloadName;
  readonly beside: string;
  readonly besideRow: WorkloadName;
  /** How many times as long the other takes, at least; below 1 where ours may take longer. */
  readonly times: number;
}

function faster(row: WorkloadName, times: number, ours: string, beside: string): Aim {
  return { ours, row, beside, besideRow: row, times };
}

const BLOCKING = "ours-blocking";
const ASYNC = "ours-async";
const PORT = "message-port";
const LOCKED = "go-locked";

export const AIMS: readonly Aim[] = [
  faster("ping-pong", 20, BLOCKING, PORT),
  faster("ping-pong", 10, ASYNC, PORT),
  faster("stream-128-int", 6, BLOCKING, PORT),
  faster("stream-128-bytes-64", 5, BLOCKING, PORT),
  faster("stream-128-bytes-1024", 5, BLOCKING, PORT),
  faster("stream-128-object", 2, BLOCKING, PORT),
  faster("ping-pong", 1, BLOCKING, LOCKED),
  faster("stream-0-int", 1, BLOCKING, LOCKED),
  faster("stream-128-int", 1, BLOCKING, LOCKED),
  faster("call-64", 1, BLOCKING, "piscina"),
  faster("call-64", 1, BLOCKING, "tinypool"),
  { ours: ASYNC, row: "select-4-128", beside: ASYNC, besideRow: "stream-128-int", times: 1 / 3 },
  { ours: BLOCKING, row: "cpu-2", beside: BLOCKING, besideRow: "cpu-1", times: 1.8 },
];

/** At most so many nanoseconds. */
export const LIMITS_NS: readonly { readonly row: WorkloadName; readonly ns: number }[] = [
  { row: "stream-128-batches", ns: 10 },
  { row: "call-64", ns: 10_000 },
];

/** How many times as long the other took, in the median of the rounds; undefined where one is missing. */
export function reached({ ours, row, beside, besideRow }: Aim, rows: readonly Row[]) {
  return medianRatio(samplesOf(rows, besideRow, beside), samplesOf(rows, row, ours));
}

/** The samples of a subject in a row; none where it was not measured. */
export function samplesOf(rows: readonly Row[], row: string, subject: string): readonly number[] {
  const outcome = rows
    .find(({ name }) => name === row)
    ?.subjects.find(({ name }) => name === subject)?.outcome;
  return outcome?.kind === "measured" ? outcome.samples : [];
}
