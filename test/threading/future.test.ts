// Future: what CPython's test_concurrent_futures asserts of futures in each state.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  CancelledError,
  Event,
  Future,
  InvalidStateError,
  monotonic,
  NotCallableError,
  RuntimeError,
  TimeoutError,
} from "../../src/threading/index.ts";
import { Bunch, onSchedules, othersBlocked } from "./bunch.ts";
import { cancelled, failed, notified, pending, running, successful } from "./futures.ts";

describe("a Future", () => {
  it.each([
    ["pending", pending, [false, false, false], [true, true]],
    ["running", running, [true, false, false], [false, false]],
    ["cancelled", cancelled, [false, true, true], [true, true]],
    ["cancelled and notified", notified, [false, true, true], [true, true]],
    ["failed", failed, [false, false, true], [false, false]],
    ["successful", successful, [false, false, true], [false, false]],
  ])("that is %s says so, and is cancelled where it can be", (_, make, states, cancels) => {
    const future = make();
    expect([future.running(), future.cancelled(), future.done()]).toEqual(states);
    expect([future.cancel(), future.cancelled()]).toEqual(cancels);
  });

  it.each([
    [pending, "<Future state=pending>"],
    [running, "<Future state=running>"],
    [cancelled, "<Future state=cancelled>"],
    [notified, "<Future state=cancelled>"],
    [failed, "<Future state=finished raised RangeError>"],
    [successful, "<Future state=finished returned number>"],
  ])("describes itself", (make, text) => {
    expect(make().toString()).toBe(text);
  });

  it(
    "gives its result, its error, or why it has neither",
    onSchedules(async () => {
      for (const timeoutMs of [undefined, 0, 100]) {
        expect(await successful().result(timeoutMs)).toBe(42);
        expect(await successful().exception(timeoutMs)).toBeUndefined();
        await expect(failed().result(timeoutMs)).rejects.toThrow("failed");
        expect(await failed().exception(timeoutMs)).toBeInstanceOf(RangeError);
        for (const make of [cancelled, notified]) {
          await expect(make().result(timeoutMs)).rejects.toThrow(CancelledError);
          await expect(make().exception(timeoutMs)).rejects.toThrow(CancelledError);
        }
      }
      for (const make of [pending, running]) {
        const start = monotonic();
        await expect(make().result(0)).rejects.toThrow(TimeoutError);
        await expect(make().exception(-1)).rejects.toThrow(TimeoutError);
        expect(monotonic() - start).toBe(0);
        await expect(make().result(5)).rejects.toThrow(TimeoutError);
        await expect(make().exception(5)).rejects.toThrow(TimeoutError);
        expect(monotonic() - start).toBe(10);
      }
    }),
  );

  it(
    "lets all go on that wait for it when it succeeds, fails or is cancelled",
    onSchedules(async () => {
      const outcomes: [end: (future: Future<number>) => void, outcome: unknown][] = [
        [(future) => future.setResult(42), 42],
        [(future) => future.setException(new RangeError("failed")), "RangeError: failed"],
        [(future) => future.cancel(), "CancelledError: the future was cancelled"],
      ];
      for (const [end, outcome] of outcomes) {
        const future = pending();
        const got: unknown[] = [];
        const bunch = new Bunch(3, async (index) => {
          got.push(await future.result(index === 0 ? undefined : 5000).catch(String));
        });
        await othersBlocked();
        end(future);
        await bunch.join();
        expect(got).toEqual([outcome, outcome, outcome]);
      }
    }),
  );

  it("keeps what was thrown, also where that is undefined", async () => {
    const future = new Future<number>();
    future.setException(undefined);
    await expect(future.result()).rejects.toBeUndefined();
    expect(future.toString()).toBe("<Future state=finished raised undefined>");
  });

  it("is finished once", () => {
    for (const make of [cancelled, notified, failed, successful]) {
      expect(() => make().setResult(1)).toThrow(InvalidStateError);
      expect(() => make().setException(new Error("late"))).toThrow(InvalidStateError);
    }
    expect(() => successful().setResult(1)).toThrow(
      "finished: <Future state=finished returned number>",
    );
  });

  it("begins once", () => {
    expect(pending().setRunningOrNotifyCancel()).toBe(true);
    expect(cancelled().setRunningOrNotifyCancel()).toBe(false);
    for (const make of [running, notified, failed, successful]) {
      expect(() => make().setRunningOrNotifyCancel()).toThrow(RuntimeError);
      expect(() => make().setRunningOrNotifyCancel()).toThrow("Future in unexpected state");
    }
  });
});

describe("a done callback", () => {
  let written = "";

  beforeEach(() => {
    written = "";
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ["succeeds", (future: Future<number>) => future.setResult(5)],
    ["fails", (future: Future<number>) => future.setException(new RangeError("test"))],
    ["is cancelled", (future: Future<number>) => future.cancel()],
  ])("is called with the future when it %s, before and after", (_, end) => {
    const future = pending();
    const calls: unknown[] = [];
    future.addDoneCallback((done) => calls.push([1, done === future, done.done()]));
    future.addDoneCallback(() => calls.push(2));
    expect(calls).toEqual([]);
    end(future);
    expect(calls).toEqual([[1, true, true], 2]);
    future.addDoneCallback(() => calls.push(3));
    expect(calls).toEqual([[1, true, true], 2, 3]);
  });

  it("is called once though the future is cancelled and then let go", () => {
    const future = pending();
    let calls = 0;
    future.addDoneCallback(() => calls++);
    future.cancel();
    future.cancel();
    future.setRunningOrNotifyCancel();
    expect(calls).toBe(1);
  });

  it("that throws is reported, and stops no other", () => {
    const future = pending();
    let called = false;
    future.addDoneCallback(() => {
      throw new RangeError("doh!");
    });
    future.addDoneCallback(() => {
      called = true;
    });
    future.setResult(5);
    expect(called).toBe(true);
    expect(written).toContain(
      "exception calling callback for <Future state=finished returned number>",
    );
    expect(written).toContain("RangeError: doh!");
  });

  it("must be a function", () => {
    expect(() => pending().addDoneCallback(1 as never)).toThrow(NotCallableError);
  });

  it(
    "may wait for what it likes",
    onSchedules(async () => {
      const future = pending();
      const event = new Event();
      const results: unknown[] = [];
      future.addDoneCallback((done) => {
        done.result().then(
          (result) => {
            results.push(result);
            event.set();
          },
          (error: unknown) => results.push(error),
        );
      });
      future.setResult(5);
      await event.wait();
      expect(results).toEqual([5]);
    }),
  );
});
