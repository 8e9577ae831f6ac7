/**
 * How the simulator itself waits, in neither twin's idiom: on the ground floor alone, so that it serves
 * both and favours none.
 */

import { type ClockTimer, startTimer } from "../../runtime/clock.ts";
import { spawn } from "../../runtime/goroutine.ts";
import { randomUnit } from "../../runtime/random.ts";
import { parkAsync, ready } from "../../runtime/scheduler.ts";
import { VALUE, type WaitedOn, WaitQueue } from "../../runtime/waiter.ts";

const nothing: WaitedOn = { describe: () => "" };

/** Waits for so many milliseconds. */
export function pause(durationMs: number): Promise<void> {
  const queue = new WaitQueue("pause", nothing);
  const paused = parkAsync<void>(queue, VALUE);
  startTimer(durationMs, () => {
    const w = queue.shift();
    if (w !== null) ready(w);
  });
  return paused;
}

/** A time from `minMs` to below `maxMs`, as drawn. */
export function drawMs(minMs: number, maxMs: number): number {
  return minMs + randomUnit() * (maxMs - minMs);
}

/** Runs all at once, each in a goroutine of its own, and waits until all have ended. */
export async function together(bodies: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = new WaitQueue("together", nothing);
  let running = bodies.length;
  const run = async (body: () => Promise<void>) => {
    await body();
    running--;
    const w = running === 0 ? queue.shift() : null;
    if (w !== null) ready(w);
  };
  for (const body of bodies) spawn(run, [body]);
  if (running > 0) await parkAsync<void>(queue, VALUE);
}

/** Calls `body` with a signal that aborts after so many milliseconds. */
export async function within<T>(
  timeoutMs: number,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer: ClockTimer = startTimer(timeoutMs, () =>
    controller.abort(new PatienceError(timeoutMs)),
  );
  try {
    return await body(controller.signal);
  } finally {
    timer.stop();
  }
}

/** Something took longer than whoever waited was willing to. */
export class PatienceError extends Error {
  override readonly name = "PatienceError";

  constructor(timeoutMs: number, what = "no answer") {
    super(`${what} within ${timeoutMs} ms`);
  }
}
