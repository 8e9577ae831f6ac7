// Timer: what CPython's test_threading asserts, and the documentation promises.

import { describe, expect, it } from "vitest";
import {
  monotonic,
  NotCallableError,
  RuntimeError,
  sleep,
  Timer,
} from "../../src/threading/index.ts";
import { onSchedules } from "./bunch.ts";

describe("a Timer", () => {
  it(
    "calls its function when its time has come, with its arguments",
    onSchedules(async () => {
      const calls: unknown[] = [];
      const timer = new Timer(30, (a: number, b: string) => calls.push([a, b, monotonic()]), [
        1,
        "b",
      ]);
      const start = monotonic();
      timer.start();
      await timer.join();
      expect(calls).toEqual([[1, "b", start + 30]]);
      expect(timer.finished.isSet()).toBe(true);
    }),
  );

  it(
    "calls nothing when it is cancelled in time",
    onSchedules(async () => {
      const calls: unknown[] = [];
      const start = monotonic();
      const timer = new Timer(30, () => calls.push("called"));
      timer.start();
      await sleep(29);
      timer.cancel();
      await timer.join();
      expect([calls, monotonic() - start]).toEqual([[], 29]);
    }),
  );

  it(
    "calls nothing when it is cancelled before its start",
    onSchedules(async () => {
      const calls: unknown[] = [];
      const timer = new Timer(30, () => calls.push("called"));
      timer.cancel();
      timer.start();
      await timer.join();
      expect(calls).toEqual([]);
    }),
  );

  it(
    "is not stopped by a cancel that comes late",
    onSchedules(async () => {
      const calls: unknown[] = [];
      const timer = new Timer(30, async () => {
        await sleep(10);
        calls.push("called");
      });
      timer.start();
      await sleep(35);
      timer.cancel();
      await timer.join();
      expect(calls).toEqual(["called"]);
    }),
  );

  it(
    "is started once: to wind it up anew, another is made",
    onSchedules(async () => {
      const calls: number[] = [];
      let timer = new Timer(30, () => calls.push(monotonic()));
      const restart = () => {
        timer.cancel();
        timer = new Timer(30, timer.function);
        timer.start();
      };
      const start = monotonic();
      timer.start();
      expect(() => timer.start()).toThrow(RuntimeError);
      await sleep(20);
      restart();
      await sleep(20);
      restart();
      await timer.join();
      expect(calls).toEqual([start + 70]);
    }),
  );

  it("refuses what is no function", () => {
    expect(() => new Timer(1, undefined as never)).toThrow(NotCallableError);
  });
});
