// ProcessPoolExecutor: what CPython's test_concurrent_futures asserts of it, on worker threads.

import { afterAll, describe, expect, it } from "vitest";
import {
  asCompleted,
  BrokenExecutor,
  BrokenProcessPool,
  CancelledError,
  FIRST_COMPLETED,
  NotCallableError,
  RuntimeError,
  ValueError,
  wait,
} from "../../../src/threading/index.ts";
import {
  CannotCrossError,
  NotPortableError,
  ProcessPoolExecutor,
  SharedBarrier,
  SharedEvent,
  SharedQueue,
} from "../../../src/threading/os/index.ts";
import * as calls from "./calls.ts";

// One for all tests that do not end it: workers take a while to start.
const pool = new ProcessPoolExecutor({ maxWorkers: 2 });
afterAll(() => pool.shutdown());

describe("a ProcessPoolExecutor", () => {
  it("test_submit: calls what it is given, and brings what that returns", async () => {
    const future = pool.submit(calls.multiply, 2, 8);
    expect(await future.result()).toBe(16);
    expect(future.done()).toBe(true);
    const values = [undefined, null, -0, 2n ** 70n, "é", [new Map([[1, new Set([2])]])]];
    const futures = values.map((value) => pool.submit(calls.later, value));
    expect(await Promise.all(futures.map((each) => each.result()))).toEqual(values);
  });

  it("test_map: brings the results in order, and throws the first error in its place", async () => {
    const results: number[] = [];
    for await (const n of pool.map(calls.multiply, [1, 2, 3], [4, 5, 6, 7])) results.push(n);
    expect(results).toEqual([4, 10, 18]);
    const failing = pool.map(calls.fail, ["first", "second"]);
    await expect(failing.next()).rejects.toThrow("first");
  });

  it("brings home what a call has thrown, with its cause and where it was thrown", async () => {
    const error = await pool.submit(calls.fail, "bad operand").exception();
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: "bad operand", cause: { message: "because" } });
    expect((error as Error).stack).toContain("calls.ts");
    const crossed = await pool.submit(calls.answerFunction).exception();
    expect(crossed).toMatchObject({ name: "CannotCrossError" });
  });

  it("runs calls on as many workers at once as it may", async () => {
    const barrier = new SharedBarrier(2);
    const futures = [1, 2].map(() => pool.submit(calls.whereTogether, barrier));
    const where = await Promise.all(futures.map((each) => each.result()));
    expect(new Set(where).size).toBe(2);
  });

  it("test_cancel: cancels a call that waits, and not one that runs", async () => {
    const begun = new SharedQueue<number>();
    const event = new SharedEvent();
    const futures = [1, 2, 3].map((n) => pool.submit(calls.saysAndWaits, begun, n, event));
    const running = [await begun.get(), await begun.get()];
    expect(new Set(running)).toEqual(new Set([1, 2]));
    expect(futures.map((each) => each.running())).toEqual([true, true, false]);
    expect(futures.map((each) => each.cancel())).toEqual([false, false, true]);
    await expect(futures[2]?.result()).rejects.toThrow(CancelledError);
    event.set();
    expect(await Promise.all(futures.slice(0, 2).map((each) => each.result()))).toEqual([1, 2]);
    expect(begun.empty()).toBe(true);
  });

  it("wait and asCompleted: hear of its futures", async () => {
    const begun = new SharedQueue<number>();
    const event = new SharedEvent();
    const slow = pool.submit(calls.saysAndWaits, begun, 7, event);
    const fast = pool.submit(calls.multiply, 3, 3);
    const first = await wait([slow, fast], { returnWhen: FIRST_COMPLETED });
    expect([...first.done]).toEqual([fast]);
    event.set();
    const results = new Set<number>();
    for await (const future of asCompleted([slow, fast])) results.add(await future.result());
    expect(results).toEqual(new Set([7, 9]));
  });

  it("refuses what cannot go to another thread, before anything is submitted", () => {
    expect(() => pool.submit("f" as never)).toThrow(NotCallableError);
    expect(() => pool.submit(() => 1)).toThrow(NotPortableError);
    expect(() => pool.submit(calls.later, () => {})).toThrow(CannotCrossError);
  });

  it.each([0, -1, 0.5, Number.NaN])("test_max_workers: cannot have %d workers", (maxWorkers) => {
    expect(() => new ProcessPoolExecutor({ maxWorkers })).toThrow(ValueError);
    expect(() => new ProcessPoolExecutor({ maxWorkers })).toThrow(
      "max_workers must be greater than 0",
    );
  });
});

describe("the initializer of a ProcessPoolExecutor", () => {
  it("test_initializer: is called on each worker before its first call", async () => {
    await using own = new ProcessPoolExecutor({
      maxWorkers: 1,
      initializer: calls.initialize,
      initargs: ["as it should be"],
    });
    expect(await own.submit(calls.howInitialized).result()).toBe("as it should be");
  });

  it("test_initializer: breaks the pool where it fails", async () => {
    const own = new ProcessPoolExecutor({ maxWorkers: 1, initializer: calls.failToInitialize });
    const future = own.submit(calls.multiply, 1, 1);
    await expect(future.result()).rejects.toThrow(BrokenProcessPool);
    expect(() => own.submit(calls.multiply, 1, 1)).toThrow(BrokenProcessPool);
    await own.shutdown();
  });
});

describe("a ProcessPoolExecutor that ends", () => {
  it("test_run_after_shutdown: takes no further calls", async () => {
    const own = new ProcessPoolExecutor({ maxWorkers: 1 });
    await own.shutdown();
    expect(() => own.submit(calls.multiply, 2, 5)).toThrow(RuntimeError);
    expect(() => own.submit(calls.multiply, 2, 5)).toThrow(
      "cannot schedule new futures after shutdown",
    );
  });

  it("test_hang_issue12364: has ended all that was submitted once its shutdown has", async () => {
    const own = new ProcessPoolExecutor({ maxWorkers: 1 });
    const futures = [1, 2, 3].map((n) => own.submit(calls.multiply, n, n));
    await own.shutdown();
    expect(futures.every((each) => each.done())).toBe(true);
    expect(await Promise.all(futures.map((each) => each.result()))).toEqual([1, 4, 9]);
  });

  it("test_cancel_futures: cancels the calls that have not begun, where it is told to", async () => {
    const own = new ProcessPoolExecutor({ maxWorkers: 1 });
    const begun = new SharedQueue<number>();
    const event = new SharedEvent();
    const first = own.submit(calls.saysAndWaits, begun, 1, event);
    const second = own.submit(calls.multiply, 2, 2);
    await begun.get();
    await own.shutdown({ wait: false, cancelFutures: true });
    expect(second.cancelled()).toBe(true);
    expect(first.running()).toBe(true);
    event.set();
    await own.shutdown();
    expect(await first.result()).toBe(1);
  });

  it("test_killed_child: is broken when a worker ends abruptly", async () => {
    const own = new ProcessPoolExecutor({ maxWorkers: 1 });
    const futures = [own.submit(calls.exitAbruptly), own.submit(calls.multiply, 6, 7)];
    for (const future of futures) await expect(future.result()).rejects.toThrow(BrokenProcessPool);
    await expect(futures[0]?.result()).rejects.toThrow(
      "A process in the process pool was terminated abruptly",
    );
    expect(() => own.submit(calls.multiply, 2, 8)).toThrow(BrokenExecutor);
    await own.shutdown();
  });
});
