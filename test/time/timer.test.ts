// Go's time.Timer and time.After, after TestAfter, TestAfterTick, TestAfterQueuing, TestAfterStop,
// TestReset, TestZeroTimer, TestTimerModifiedEarlier and TestAdjustTimers of time/sleep_test.go, and what
// Go 1.23 promises of stop and reset.

import { describe, expect, it } from "vitest";
import {
  after,
  chan,
  DurationError,
  newTimer,
  now,
  recv,
  since,
  type Timer,
  trySelect,
} from "../../src/index.ts";
import { randomBelow } from "../../src/testing/index.ts";
import { kinds } from "./kinds.ts";

const HOUR_MS = 3_600_000;
const fired = (timer: Timer) => trySelect({ fired: recv(timer.c) }) !== undefined;

describe("After", () => {
  it.each(kinds)("sends the time once, when its duration is over ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      const end = yield* w.recv(after(100));
      expect(since(start)).toBe(100);
      expect(end).toBe(now());
    }),
  );
});

describe("AfterTick", () => {
  it.each(kinds)("ten in a row take ten times as long ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      for (let i = 0; i < 10; i++) yield* w.recv(after(100));
      expect(since(start)).toBe(1000);
    }),
  );
});

describe("AfterQueuing", () => {
  const slots = [5, 3, 6, 6, 6, 1, 1, 2, 7, 9, 4, 8, 0];

  it.each(kinds)(
    "channels fire in the order of their durations, each at its time ($name)",
    ({ run }) =>
      run(function* (w) {
        const start = now();
        const results = chan<readonly [slot: number, time: number | undefined]>(slots.length);
        for (const slot of slots) {
          const ch = after(slot * 20);
          w.go(function* (w) {
            yield* w.send(results, [slot, yield* w.recv(ch)]);
          });
        }
        for (const slot of slots.toSorted((a, b) => a - b)) {
          expect(yield* w.recv(results)).toEqual([slot, start + slot * 20]);
        }
      }),
  );
});

describe("AfterStop", () => {
  it.each(kinds)("a timer that was stopped before its time never fires ($name)", ({ run }) =>
    run(function* (w) {
      const timer = newTimer(50);
      expect(timer.stop()).toBe(true);
      yield* w.sleep(200);
      expect(fired(timer)).toBe(false);
      expect(timer.stop()).toBe(false);
    }),
  );

  it.each(kinds)("a timer that was stopped is gone ($name)", async ({ leavesTimer }) => {
    const left = await leavesTimer(function* (w) {
      const timer = newTimer(1000);
      yield* w.sleep(1);
      timer.stop();
    });
    expect(left).toBe(false);
  });
});

describe("Reset", () => {
  it.each(kinds)("a timer fires when it was last set to ($name)", ({ run }) =>
    run(function* (w) {
      const timer = newTimer(200);
      yield* w.sleep(100);
      expect(timer.reset(300)).toBe(true);
      yield* w.sleep(200);
      expect(fired(timer)).toBe(false);
      yield* w.sleep(200);
      expect(fired(timer)).toBe(true);
      expect(timer.reset(50)).toBe(false);
      const start = now();
      yield* w.recv(timer.c);
      expect(since(start)).toBe(50);
    }),
  );

  it.each(kinds)(
    "a timer that was set anew is set to nothing else ($name)",
    async ({ leavesTimer }) => {
      const left = await leavesTimer(function* (w) {
        const timer = newTimer(1000);
        timer.reset(10);
        yield* w.recv(timer.c);
      });
      expect(left).toBe(false);
    },
  );
});

describe("a timer that has fired, with nobody there to receive", () => {
  it.each(kinds)(
    "has no stale value after stop, which says that it kept it back ($name)",
    ({ run }) =>
      run(function* (w) {
        const timer = newTimer(10);
        yield* w.sleep(20);
        expect(timer.stop()).toBe(true);
        expect(fired(timer)).toBe(false);
        expect(timer.stop()).toBe(false);
      }),
  );

  it.each(kinds)("has no stale value after reset ($name)", ({ run }) =>
    run(function* (w) {
      const timer = newTimer(10);
      yield* w.sleep(20);
      expect(timer.reset(30)).toBe(true);
      expect(fired(timer)).toBe(false);
      const start = now();
      expect(yield* w.recv(timer.c)).toBe(start + 30);
    }),
  );

  it.each(kinds)("holds its value until it is received, and then is at rest ($name)", ({ run }) =>
    run(function* (w) {
      const timer = newTimer(10);
      yield* w.sleep(500);
      expect(yield* w.recv(timer.c)).toBe(now() - 490);
      expect(timer.stop()).toBe(false);
      expect(timer.reset(10)).toBe(false);
    }),
  );
});

describe("ZeroTimer", () => {
  it.each(kinds)("fires at once, but not before newTimer has returned ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      for (const durationMs of [0, -1, Number.NEGATIVE_INFINITY]) {
        const timer = newTimer(durationMs);
        expect(fired(timer)).toBe(false);
        yield* w.recv(timer.c);
      }
      expect(since(start)).toBe(0);
    }),
  );
});

describe("a timer of endless duration", () => {
  it.each(kinds)("never fires, can be stopped once, and can be set to fire ($name)", ({ run }) =>
    run(function* (w) {
      const timer = newTimer(Number.POSITIVE_INFINITY);
      yield* w.sleep(1e15);
      expect(fired(timer)).toBe(false);
      expect(timer.stop()).toBe(true);
      expect(timer.stop()).toBe(false);
      timer.reset(Number.POSITIVE_INFINITY);
      expect(timer.reset(5)).toBe(true);
      yield* w.recv(timer.c);
    }),
  );
});

describe("TimerModifiedEarlier", () => {
  it.each(kinds)(
    "a timer that is moved into the past again and again fires at once ($name)",
    ({ run }) =>
      run(function* (w) {
        const start = now();
        for (let i = 0; i < 100; i++) {
          const timer = newTimer(HOUR_MS);
          for (let j = 0; j < 10; j++) {
            timer.stop();
            timer.reset(-HOUR_MS);
          }
          yield* w.recv(timer.c);
        }
        expect(since(start)).toBe(0);
      }),
  );
});

describe("AdjustTimers", () => {
  // What is done to a timer in turn, in Go's order: each tells false where the step before it held.
  const steps: ((timer: Timer) => boolean)[] = [
    (timer) => timer.reset(60_000),
    (timer) => !timer.stop(),
    (timer) => timer.reset(180_000),
    (timer) => !timer.stop(),
    (timer) => timer.reset(120_000),
    (timer) => !timer.stop(),
    (timer) => timer.reset(0),
  ];

  it.each(kinds)(
    "a hundred timers moved to and fro in random order lose nothing ($name)",
    ({ run }) =>
      run(function* (w) {
        const start = now();
        const timers = Array.from({ length: 100 }, () => ({ timer: newTimer(0), step: 0 }));
        for (const { timer } of timers) yield* w.recv(timer.c);
        const outcomes = new Set<boolean>();
        while (timers.length > 0) {
          const index = randomBelow(timers.length);
          const entry = timers[index] as (typeof timers)[number];
          const step = steps[entry.step++];
          if (step === undefined) {
            yield* w.recv(entry.timer.c);
            timers.splice(index, 1);
          } else outcomes.add(step(entry.timer));
        }
        expect([...outcomes]).toEqual([false]);
        expect(since(start)).toBe(0);
      }),
  );
});

describe("using", () => {
  it.each(kinds)("stops a timer at the end of the block ($name)", async ({ leavesTimer }) => {
    const left = await leavesTimer(function* (w) {
      using timer = newTimer(1000);
      const event = yield* w.select({ slow: recv(timer.c), soon: recv(after(10)) });
      expect(event.case).toBe("soon");
    });
    expect(left).toBe(false);
  });
});

describe("bad durations", () => {
  it.each([Number.NaN, "10", 10n, undefined])("are refused: %o", (durationMs) => {
    const bad = durationMs as number;
    expect(() => newTimer(bad)).toThrow(DurationError);
    expect(() => after(bad)).toThrow(DurationError);
  });

  it.each(kinds)("leave a timer as it was ($name)", ({ run }) =>
    run(function* (w) {
      const timer = newTimer(10);
      expect(() => timer.reset(Number.NaN)).toThrow(
        "Timer.reset: NaN is not a number of milliseconds",
      );
      const start = now();
      yield* w.recv(timer.c);
      expect(since(start)).toBe(10);
    }),
  );
});
