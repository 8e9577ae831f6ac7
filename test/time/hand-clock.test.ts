// What the time room asks of a clock, seen on one that is moved by hand: a ticker whose ticks come late,
// as they do on a busy machine, and delays without end, for which no clock is needed.

import { afterEach, beforeEach, expect, it } from "vitest";
import { after, background, newTicker, newTimer, sleep, withTimeout } from "../../src/index.ts";
import { type Clock, type ClockTimer, swapClock } from "../../src/runtime/clock.ts";

class HandTimer implements ClockTimer {
  pending = true;
  readonly dueMs: number;
  readonly fire: () => void;

  constructor(dueMs: number, fire: () => void) {
    this.dueMs = dueMs;
    this.fire = fire;
  }

  stop(): boolean {
    const was = this.pending;
    this.pending = false;
    return was;
  }
}

class HandClock implements Clock {
  nowMs = 0;
  timers: HandTimer[] = [];

  now(): number {
    return this.nowMs;
  }

  wall(): number {
    return this.nowMs;
  }

  start(delayMs: number, fire: () => void): ClockTimer {
    const timer = new HandTimer(this.nowMs + delayMs, fire);
    this.timers.push(timer);
    return timer;
  }

  /** When the timers that are pending are due. */
  get due(): number[] {
    return this.timers.filter((timer) => timer.pending).map((timer) => timer.dueMs);
  }

  /** Moves on to `nowMs`, and only then fires what came due on the way. */
  moveTo(nowMs: number): void {
    this.nowMs = nowMs;
    for (const timer of [...this.timers]) {
      if (timer.dueMs <= nowMs && timer.stop()) timer.fire();
    }
  }
}

let clock: HandClock;
let before: Clock;

beforeEach(() => {
  clock = new HandClock();
  before = swapClock(clock);
});

afterEach(() => {
  swapClock(before);
});

it("a ticker that is late keeps to its intervals, and does not make up for those it missed", () => {
  const ticker = newTicker(10);
  clock.moveTo(12);
  expect(ticker.c.tryRecv()).toBe(12);
  expect(clock.due).toEqual([20]);
  clock.moveTo(47);
  expect(ticker.c.tryRecv()).toBe(47);
  expect(ticker.c.tryRecv()).toBeUndefined();
  expect(clock.due).toEqual([50]);
  ticker.stop();
  expect(clock.due).toEqual([]);
});

it("a ticker whose clock rings a little early does not tick twice", () => {
  const ticker = newTicker(10);
  const early = clock.timers[0] as HandTimer;
  clock.nowMs = 9.999;
  early.stop();
  early.fire();
  expect(ticker.c.tryRecv()).toBe(9.999);
  expect(clock.due).toEqual([20]);
});

it("a delay without end starts no timer", async () => {
  const endless = Number.POSITIVE_INFINITY;
  newTimer(endless).reset(endless);
  newTicker(endless);
  after(endless);
  withTimeout(background(), endless);
  const controller = new AbortController();
  const asleep = sleep(endless, controller.signal).catch(() => {});
  expect(clock.timers).toEqual([]);
  controller.abort();
  await asleep;
});
