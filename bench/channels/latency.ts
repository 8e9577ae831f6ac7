/**
 * What the event loop feels while two goroutines ping-pong: how late timers fire, how long a stat
 * takes.
 *
 * Invariant: a wait that never ended counts with the time it lasted, so that a library which starves
 * the event loop shows the whole time and not an empty sample.
 */

import { stat } from "node:fs";
import { quantile } from "../statistics.ts";
import type { Measurement } from "./measure.ts";
import type { EndlessProgram } from "./peer.ts";
import type { LatencyName } from "./workload.ts";

/** How often the clock is read: once in so many rounds of the ping-pong. */
const ROUNDS_A_LOOK = 256;
const TIMER_MS = 1;

/** The shares whose quantiles a measurement of latency holds, in every language. */
export const LATENCY_SHARES = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1] as const;

/** Milliseconds, monotonic. */
export type ClockMs = () => number;

/** Runs the ping-pong for so long and gives the 99th percentile of what was watched. */
export async function measureLatency(
  name: LatencyName,
  pingPongUntil: EndlessProgram,
  durationMs: number,
  clock: ClockMs,
): Promise<Measurement> {
  const watch = name === "timer-latency" ? watchTimers(clock) : watchStats(clock);
  const deadline = clock() + durationMs;
  let rounds = 0;
  const answer = await pingPongUntil(() => ++rounds % ROUNDS_A_LOOK === 0 && clock() >= deadline);
  const sample = watch.end();
  return {
    size: durationMs,
    answer,
    value: quantile(sample, 0.99),
    batches: LATENCY_SHARES.map((share) => quantile(sample, share)),
  };
}

interface Watch {
  /** Stops watching and gives each wait in milliseconds, the one that was not over included. */
  end(): number[];
}

function watchTimers(clock: ClockMs): Watch {
  const lateMs: number[] = [];
  let armed = clock();
  const fire = () => {
    lateMs.push(clock() - armed - TIMER_MS);
    armed = clock();
    timer = setTimeout(fire, TIMER_MS);
  };
  let timer = setTimeout(fire, TIMER_MS);
  return {
    end() {
      clearTimeout(timer);
      return [...lateMs, Math.max(0, clock() - armed - TIMER_MS)];
    },
  };
}

function watchStats(clock: ClockMs): Watch {
  const tookMs: number[] = [];
  let ended = false;
  let asked = clock();
  const ask = () => {
    asked = clock();
    stat(process.execPath, answered);
  };
  const answered = (error: Error | null) => {
    if (error !== null) throw error;
    if (ended) return;
    tookMs.push(clock() - asked);
    ask();
  };
  ask();
  return {
    end() {
      ended = true;
      return [...tookMs, clock() - asked];
    },
  };
}
