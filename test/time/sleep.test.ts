// Go's time.Sleep: TestSleep, TestSleepZeroDeadlock, TestOverflowSleep of time/sleep_test.go, and what a
// sleep under a Cancel does.

import { describe, expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import {
  after,
  chan,
  DurationError,
  dump,
  go,
  NumGoroutine,
  now,
  recv,
  since,
  sleep,
} from "../../src/index.ts";
import { inVirtualTime, kinds } from "./kinds.ts";

/** What `body` throws. */
function* thrownBy(
  body: Iterable<unknown, unknown, unknown>,
): Generator<unknown, unknown, unknown> {
  try {
    yield* body;
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("Sleep", () => {
  it.each(kinds)("sleeps for its duration and no longer ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      yield* w.sleep(100);
      expect(since(start)).toBe(100);
      yield* w.sleep(0.25);
      expect(since(start)).toBe(100.25);
    }),
  );

  it.each(kinds)("wakes sleepers in the order of their durations ($name)", ({ run }) =>
    run(function* (w) {
      const woken = chan<number>();
      for (const durationMs of [50, 30, 60, 10, 20, 70, 90, 40, 80]) {
        w.go(function* (w) {
          yield* w.sleep(durationMs);
          yield* w.send(woken, durationMs);
        });
      }
      for (const expected of [10, 20, 30, 40, 50, 60, 70, 80, 90]) {
        expect(yield* w.recv(woken)).toBe(expected);
      }
    }),
  );

  it.each(kinds)("lets the others go on ($name)", ({ run }) =>
    run(function* (w) {
      const steps: string[] = [];
      go(() => void steps.push("other"));
      yield* w.sleep(1);
      steps.push("sleeper");
      expect(steps).toEqual(["other", "sleeper"]);
    }),
  );
});

describe("SleepZeroDeadlock", () => {
  it.each(kinds)("returns at once for zero and negative durations ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      for (let i = 0; i < 100; i++) {
        yield* w.sleep(0);
        yield* w.sleep(-i);
        const ch = chan<boolean>(1);
        yield* w.send(ch, true);
        expect(yield* w.recv(ch)).toBe(true);
      }
      yield* w.sleep(Number.NEGATIVE_INFINITY);
      expect(since(start)).toBe(0);
    }),
  );
});

describe("OverflowSleep", () => {
  const huge = [2 ** 31, 2 ** 53, 1e300, Number.POSITIVE_INFINITY];

  it.each(kinds)(
    "sleeps on for huge durations, whatever the platform's timers can count ($name)",
    ({ run }) =>
      run(function* (w) {
        for (const durationMs of huge) {
          w.go(function* (w) {
            yield* w.sleep(durationMs);
            throw new Error(`a sleep of ${durationMs} ms returned`);
          });
        }
        const event = yield* w.select({ huge: recv(after(1e300)), soon: recv(after(25)) });
        expect(event.case).toBe("soon");
        yield* w.sleep(2 ** 31 - 26);
        expect(NumGoroutine()).toBe(1 + huge.length);
      }),
  );
});

describe("a sleep under a Cancel", () => {
  it.each(kinds)("ends with the signal's reason, when it aborts ($name)", ({ run }) =>
    run(function* (w) {
      const controller = new AbortController();
      const reason = new Error("enough");
      const start = now();
      w.go(function* (w) {
        yield* w.sleep(10);
        controller.abort(reason);
      });
      expect(yield* thrownBy(w.sleep(1000, controller.signal))).toBe(reason);
      expect(since(start)).toBe(10);
    }),
  );

  it.each(kinds)(
    "does not begin where the signal has aborted, not even for no time ($name)",
    ({ run }) =>
      run(function* (w) {
        const reason = new Error("enough");
        for (const durationMs of [1000, 0]) {
          expect(yield* thrownBy(w.sleep(durationMs, AbortSignal.abort(reason)))).toBe(reason);
        }
      }),
  );

  it.each(kinds)(
    "is over when its time has come, and not broken off after that ($name)",
    ({ run }) =>
      run(function* (w) {
        const controller = new AbortController();
        const start = now();
        yield* w.sleep(10, controller.signal);
        controller.abort();
        yield* w.sleep(10);
        expect(since(start)).toBe(20);
      }),
  );

  it.each(kinds)("leaves no timer behind ($name)", async ({ leavesTimer }) => {
    const left = await leavesTimer(function* (w) {
      const controller = new AbortController();
      const woken = chan<void>();
      w.go(function* (w) {
        yield* thrownBy(w.sleep(1000, controller.signal));
        yield* w.send(woken, undefined);
      });
      yield* w.sleep(1);
      controller.abort();
      yield* w.recv(woken);
    });
    expect(left).toBe(false);
  });
});

describe("bad durations", () => {
  it.each([Number.NaN, "10", 10n, undefined, null, {}])("refuses %o", async (durationMs) => {
    await expect(sleep(durationMs as number)).rejects.toThrow(DurationError);
    expect(() => gen.sleep(durationMs as number)).toThrow(DurationError);
  });

  it("names the value and what it should be", async () => {
    await expect(sleep(Number.NaN)).rejects.toThrow("sleep: NaN is not a number of milliseconds");
  });
});

describe("a dump", () => {
  it("shows who sleeps, for how long it wants to and has", async () => {
    await inVirtualTime(1, async () => {
      go(async function dozer() {
        await sleep(5000);
      });
      go(function* napper() {
        yield* gen.sleep(7000);
      });
      await sleep(2000);
      expect(dump()).toContain("[sleep on a timer of 5000 ms, 2 s]: dozer");
      expect(dump()).toContain("[sleep on a timer of 7000 ms, 2 s]: napper");
    });
  });
});
