// Go's time.AfterFunc, after TestAfterFunc, TestAfterStop, TestTimerStopStress and TestReset of
// time/sleep_test.go.

import { describe, expect, it } from "vitest";
import { afterFunc, chan, DurationError, NotAFunctionError, now, since } from "../../src/index.ts";
import { inVirtualTime, kinds } from "./kinds.ts";

describe("AfterFunc", () => {
  it.each(kinds)(
    "calls the function in a goroutine of its own, which may wait ($name)",
    ({ run }) =>
      run(function* (w) {
        const done = chan<boolean>();
        let left = 10;
        let asleep = 0;
        const countDown = w.fn(function* (w) {
          left--;
          if (left < 0) yield* w.send(done, true);
          else {
            afterFunc(0, countDown);
            asleep++;
            yield* w.sleep(1000);
          }
        });
        afterFunc(0, countDown);
        yield* w.recv(done);
        expect([left, asleep]).toEqual([-1, 10]);
      }),
  );

  it.each(kinds)("calls it when its duration is over ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      const called = chan<number>();
      afterFunc(
        100,
        w.fn(function* (w) {
          yield* w.send(called, since(start));
        }),
      );
      expect(yield* w.recv(called)).toBe(100);
    }),
  );

  it("panics with what escapes the function", async () => {
    const oops = new Error("oops");
    const run = inVirtualTime(1, async () => {
      afterFunc(5, () => {
        throw oops;
      });
      await chan().recv();
    });
    await expect(run).rejects.toBe(oops);
  });
});

describe("AfterStop", () => {
  it.each(kinds)("a function that was stopped is never called ($name)", ({ run }) =>
    run(function* (w) {
      let called = false;
      const timer = afterFunc(150, () => {
        called = true;
      });
      expect(timer.stop()).toBe(true);
      yield* w.sleep(200);
      expect(called).toBe(false);
      expect(timer.stop()).toBe(false);
    }),
  );

  it.each(kinds)("stop says that it came too late ($name)", ({ run }) =>
    run(function* (w) {
      const timer = afterFunc(1, () => {});
      yield* w.sleep(2);
      expect(timer.stop()).toBe(false);
    }),
  );
});

describe("TimerStopStress", () => {
  it.each(kinds)("a hundred goroutines stop theirs in time ($name)", ({ run }) =>
    run(function* (w) {
      let late = 0;
      let stopped = 0;
      for (let i = 0; i < 100; i++) {
        w.go(function* (w) {
          const timer = afterFunc(2000, () => void late++);
          yield* w.sleep(1000);
          if (timer.stop()) stopped++;
        });
      }
      yield* w.sleep(3000);
      expect([late, stopped]).toEqual([0, 100]);
    }),
  );
});

describe("Reset", () => {
  it.each(kinds)(
    "has the function called at the time last set, and again if it was called ($name)",
    ({ run }) =>
      run(function* (w) {
        const calls: number[] = [];
        const start = now();
        const timer = afterFunc(100, () => void calls.push(since(start)));
        yield* w.sleep(50);
        expect(timer.reset(100)).toBe(true);
        yield* w.sleep(200);
        expect(timer.reset(10)).toBe(false);
        yield* w.sleep(200);
        expect(calls).toEqual([150, 260]);
      }),
  );

  it.each(kinds)("leaves all as it was where the duration is none ($name)", ({ run }) =>
    run(function* (w) {
      const called = chan<boolean>(1);
      const timer = afterFunc(10, () => void called.trySend(true));
      expect(() => timer.reset(Number.NaN)).toThrow(DurationError);
      yield* w.recv(called);
    }),
  );
});

describe("using", () => {
  it.each(kinds)("stops it at the end of the block ($name)", async ({ leavesTimer }) => {
    const left = await leavesTimer(function* (w) {
      using _timer = afterFunc(1000, () => {});
      yield* w.sleep(1);
    });
    expect(left).toBe(false);
  });
});

describe("bad arguments", () => {
  it("are refused: what is no function, and what is no duration", () => {
    expect(() => afterFunc(1, null as never)).toThrow(NotAFunctionError);
    expect(() => afterFunc(Number.NaN, () => {})).toThrow(
      "afterFunc: NaN is not a number of milliseconds",
    );
  });
});
