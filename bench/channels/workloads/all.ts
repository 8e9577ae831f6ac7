/** The workloads in the order of the report. */

import type { Workload, WorkloadName } from "../workload.ts";
import { statLatency, timerLatency } from "./latency.ts";
import { mutexContended, mutexUncontended } from "./mutex.ts";
import { memory, wakeHundredThousand, wakeThousand } from "./parked.ts";
import { pingPong } from "./ping-pong.ts";
import { selectSixteen, selectSixteenOneSender, selectTwo, selectTwoOneSender } from "./select.ts";
import { sieve } from "./sieve.ts";
import { spawn } from "./spawn.ts";
import { streamBuffered, streamUnbuffered } from "./stream.ts";

export const WORKLOADS: Readonly<Record<WorkloadName, Workload>> = {
  "ping-pong": pingPong,
  "stream-0": streamUnbuffered,
  "stream-128": streamBuffered,
  "select-2": selectTwo,
  "select-16": selectSixteen,
  "select-2-one-sender": selectTwoOneSender,
  "select-16-one-sender": selectSixteenOneSender,
  spawn,
  sieve,
  mutex: mutexUncontended,
  "mutex-contended": mutexContended,
  memory,
  "wake-1000": wakeThousand,
  "wake-100000": wakeHundredThousand,
  "timer-latency": timerLatency,
  "stat-latency": statLatency,
};
