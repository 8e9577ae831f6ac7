// Go's time.Ticker and time.Tick, after time/tick_test.go and TestAfterStress of time/sleep_test.go.

import { describe, expect, it } from "vitest";
import {
  DurationError,
  IntervalError,
  newTicker,
  now,
  recv,
  since,
  type Ticker,
  tick,
  trySelect,
} from "../../src/index.ts";
import { kinds } from "./kinds.ts";

const ticked = (ticker: Ticker) => trySelect({ tick: recv(ticker.c) })?.value;

describe("Ticker", () => {
  it.each(kinds)(
    "ticks at its interval, after reset at the new one, after stop no more ($name)",
    ({ run }) =>
      run(function* (w) {
        const start = now();
        const ticker = newTicker(20);
        const ticks: number[] = [];
        for (let i = 0; i < 5; i++) ticks.push(((yield* w.recv(ticker.c)) as number) - start);
        ticker.reset(40);
        for (let i = 0; i < 5; i++) ticks.push(((yield* w.recv(ticker.c)) as number) - start);
        ticker.stop();
        expect(ticks).toEqual([20, 40, 60, 80, 100, 140, 180, 220, 260, 300]);
        yield* w.sleep(80);
        expect(ticked(ticker)).toBeUndefined();
      }),
  );

  it.each(kinds)("drops ticks for a slow receiver, who gets the oldest ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      using ticker = newTicker(10);
      yield* w.sleep(55);
      expect(ticked(ticker)).toBe(start + 10);
      expect(ticked(ticker)).toBeUndefined();
      expect(yield* w.recv(ticker.c)).toBe(start + 60);
    }),
  );

  it.each(kinds)("keeps to whole intervals, however fine ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      using ticker = newTicker(0.1);
      for (let i = 1; i <= 1000; i++) yield* w.recv(ticker.c);
      expect(since(start)).toBe(100);
    }),
  );

  it.each(kinds)("has no stale tick after reset or stop ($name)", ({ run }) =>
    run(function* (w) {
      const ticker = newTicker(10);
      yield* w.sleep(15);
      ticker.reset(100);
      expect(ticked(ticker)).toBeUndefined();
      const start = now();
      expect(yield* w.recv(ticker.c)).toBe(start + 100);
      yield* w.sleep(150);
      ticker.stop();
      expect(ticked(ticker)).toBeUndefined();
    }),
  );

  it.each(kinds)("begins anew with reset after it was stopped ($name)", ({ run }) =>
    run(function* (w) {
      const ticker = newTicker(10);
      ticker.stop();
      ticker.stop();
      yield* w.sleep(7);
      const start = now();
      ticker.reset(10);
      expect(yield* w.recv(ticker.c)).toBe(start + 10);
      ticker.stop();
    }),
  );

  it.each(kinds)("never ticks where its interval is endless ($name)", ({ run }) =>
    run(function* (w) {
      using ticker = newTicker(Number.POSITIVE_INFINITY);
      yield* w.sleep(1e12);
      expect(ticked(ticker)).toBeUndefined();
    }),
  );
});

describe("AfterStress", () => {
  it.each(kinds)(
    "a ticker of a nanosecond ticks a hundred times among sleepers of one ($name)",
    ({ run }) =>
      run(function* (w) {
        let stop = false;
        w.go(function* (w) {
          while (!stop) yield* w.sleep(1e-6);
        });
        using ticker = newTicker(1e-6);
        let ticks = 0;
        while (ticks < 100 && (yield* w.recv(ticker.c)) !== undefined) ticks++;
        stop = true;
        expect(ticks).toBe(100);
      }),
  );
});

describe("Teardown", () => {
  it.each(kinds)(
    "a ticker that has ticked can be stopped, and another started ($name)",
    ({ run }) =>
      run(function* (w) {
        const start = now();
        for (let i = 1; i <= 3; i++) {
          const ticker = newTicker(20);
          expect(yield* w.recv(ticker.c)).toBe(start + i * 20);
          ticker.stop();
        }
      }),
  );

  it.each(kinds)("a ticker that was stopped is gone ($name)", async ({ leavesTimer }) => {
    const left = await leavesTimer(function* (w) {
      const ticker = newTicker(10);
      yield* w.recv(ticker.c);
      ticker.stop();
    });
    expect(left).toBe(false);
  });

  it.each(kinds)(
    "`using` stops a ticker at the end of the block ($name)",
    async ({ leavesTimer }) => {
      const left = await leavesTimer(function* (w) {
        using ticker = newTicker(10);
        yield* w.recv(ticker.c);
      });
      expect(left).toBe(false);
    },
  );
});

describe("Tick", () => {
  it.each(kinds)("is the channel of a ticker ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      const ch = tick(10);
      expect([yield* w.recv(ch), yield* w.recv(ch)]).toEqual([start + 10, start + 20]);
    }),
  );

  it.each(kinds)("never delivers where the interval is not positive ($name)", ({ run }) =>
    run(function* (w) {
      const event = yield* w.select({
        zero: recv(tick(0)),
        less: recv(tick(-1)),
        yes: recv(tick(5)),
      });
      expect(event.case).toBe("yes");
    }),
  );
});

describe("NewTickerLtZeroDuration", () => {
  it.each([-1, 0, Number.NaN, "10", undefined])("refuses the interval %o", (intervalMs) => {
    expect(() => newTicker(intervalMs as number)).toThrow(IntervalError);
  });

  it("says so in Go's words, with the interval", () => {
    expect(() => newTicker(-1)).toThrow(
      "non-positive interval for NewTicker: -1 is not more than 0 ms",
    );
  });

  it("tick refuses only what is no number", () => {
    expect(() => tick(Number.NaN)).toThrow(DurationError);
  });
});

describe("TickerResetLtZeroDuration", () => {
  it.each(kinds)("is refused, and the ticker ticks on ($name)", ({ run }) =>
    run(function* (w) {
      const start = now();
      using ticker = newTicker(1000);
      expect(() => ticker.reset(0)).toThrow("non-positive interval for Ticker.Reset");
      expect(yield* w.recv(ticker.c)).toBe(start + 1000);
    }),
  );
});
