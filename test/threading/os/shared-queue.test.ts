// SharedQueue: what CPython's test_queue asserts of Queue, between threads of the platform's.

import { afterAll, describe, expect, it } from "vitest";
import { Empty, Full, ShutDown, ValueError } from "../../../src/threading/index.ts";
import { CannotCrossError, SharedLock, SharedQueue } from "../../../src/threading/os/index.ts";
import { Crew } from "./crew.ts";
import type { Manner } from "./deeds.ts";

const manners: readonly Manner[] = ["async", "blocking"];

const crew = new Crew(2);
afterAll(() => crew.leave());

describe("a SharedQueue", () => {
  it("test_basic: gives what was put, in order, and knows how full it is", async () => {
    const queue = new SharedQueue<number>(3);
    expect([queue.empty(), queue.full(), queue.qsize(), queue.maxsize]).toEqual([
      true,
      false,
      0,
      3,
    ]);
    await queue.put(111);
    queue.putSync(333);
    queue.putNowait(222);
    expect([queue.empty(), queue.full(), queue.qsize()]).toEqual([false, true, 3]);
    expect(queue.toString()).toBe("<SharedQueue: qsize=3 of 3>");
    expect([await queue.get(), queue.getSync(), queue.getNowait()]).toEqual([111, 333, 222]);
    expect(queue.empty()).toBe(true);
  });

  it("test_nowait: throws Full and Empty where it would have to wait", async () => {
    const queue = new SharedQueue<number>(1);
    queue.putNowait(1);
    expect(() => queue.putNowait(2)).toThrow(Full);
    await expect(queue.put(2, 0)).rejects.toThrow("the queue is full: it holds 1");
    expect(queue.getNowait()).toBe(1);
    expect(() => queue.getNowait()).toThrow(Empty);
    await expect(queue.get(0)).rejects.toThrow("the queue is empty");
  });

  it("holds any number of values without a maxsize, as they were", async () => {
    const queue = new SharedQueue<unknown>();
    const lock = new SharedLock();
    const values = [undefined, null, -0, Number.NaN, 2n ** 80n, "é€", { a: [new Map([[1, 2]])] }];
    for (let i = 0; i < 1000; i++) for (const value of values) queue.putNowait(value);
    expect([queue.qsize(), queue.full()]).toEqual([7000, false]);
    for (let i = 0; i < 1000; i++) {
      for (const value of values) expect(queue.getNowait()).toStrictEqual(value);
    }
    queue.putNowait({ lock });
    expect(queue.getNowait()).toEqual({ lock });
  });

  it.each(manners)("test_failing: lets those wait that find it full, or empty, %s", async (m) => {
    const queue = new SharedQueue<number>(1);
    const get = crew.at(0).do("get", queue, m);
    await crew.at(1).do("put", queue, m, 7);
    expect(await get).toBe(7);
    await queue.put(1);
    const put = crew.at(0).do("put", queue, m, 2);
    expect([await queue.get(), await queue.get()]).toEqual([1, 2]);
    await put;
  });

  it.each(manners)("throws Full and Empty when the time runs out, %s", async (m) => {
    const queue = new SharedQueue<number>(1);
    await expect(crew.at(0).do("get", queue, m, 5)).rejects.toMatchObject({ name: "Empty" });
    await queue.put(1);
    await expect(crew.at(0).do("put", queue, m, 2, 5)).rejects.toMatchObject({ name: "Full" });
    expect(queue.qsize()).toBe(1);
  });

  it.each([-1, Number.NaN])(
    "test_negative_timeout_raises_exception: refuses %d",
    async (timeoutMs) => {
      const queue = new SharedQueue<number>(1);
      await expect(queue.put(1, timeoutMs)).rejects.toThrow(ValueError);
      await expect(queue.get(timeoutMs)).rejects.toThrow("'timeout' must be a non-negative number");
      expect(() => queue.putSync(1, timeoutMs)).toThrow(ValueError);
      expect(() => queue.getSync(timeoutMs)).toThrow(ValueError);
      expect(queue.empty()).toBe(true);
    },
  );

  it.each(manners)("test_queue_join: is joined once all that was put is done, %s", async (m) => {
    const queue = new SharedQueue<number | null>(3);
    const sums = crew.all("sum", queue, m);
    for (let i = 0; i < 200; i++) await queue.put(i);
    await queue.join();
    expect(queue.empty()).toBe(true);
    await queue.put(null);
    await queue.put(null);
    queue.joinSync();
    expect((await sums).reduce((a, b) => a + b)).toBe(19_900);
  });

  it.each(manners)("keeps who joins waiting until then, %s", async (m) => {
    const queue = new SharedQueue<number>();
    await queue.put(1);
    let joined = false;
    const join = crew
      .at(0)
      .do("joinQueue", queue, m)
      .then(() => {
        joined = true;
      });
    await crew.at(1).do("get", queue, m);
    expect(joined).toBe(false);
    queue.taskDone();
    await join;
  });

  it("test_queue_task_done: refuses more than was put", async () => {
    const queue = new SharedQueue<number>();
    expect(() => queue.taskDone()).toThrow(ValueError);
    await queue.put(1);
    await queue.get();
    queue.taskDone();
    expect(() => queue.taskDone()).toThrow("task_done() called too many times");
  });

  it("refuses what cannot go to another thread, and puts nothing", async () => {
    const queue = new SharedQueue<unknown>();
    await expect(queue.put(() => {})).rejects.toThrow(CannotCrossError);
    expect(() => queue.putNowait({ deep: [Symbol("no")] })).toThrow("value.deep[0]");
    expect(queue.empty()).toBe(true);
  });

  it.each([0.5, Number.NaN, 2 ** 31])("refuses a maxsize of %d", (maxsize) => {
    expect(() => new SharedQueue(maxsize)).toThrow(ValueError);
  });
});

describe("a SharedQueue that is shut down", () => {
  it("test_shutdown_empty, test_shutdown_nonempty: takes nothing, and gives what is in it first", async () => {
    const queue = new SharedQueue<number>();
    await queue.put(1);
    queue.shutdown();
    expect(queue.isShutdown).toBe(true);
    await expect(queue.put(2)).rejects.toThrow(ShutDown);
    expect(() => queue.putNowait(2)).toThrow(ShutDown);
    expect(await queue.get()).toBe(1);
    await expect(queue.get()).rejects.toThrow("the queue is shut down");
    expect(() => queue.getNowait()).toThrow(ShutDown);
  });

  it.each(manners)(
    "test_shutdown_get, test_shutdown_put: lets go of those that wait, %s",
    async (m) => {
      const empty = new SharedQueue<number>();
      const get = crew.at(0).do("get", empty, m);
      empty.shutdown();
      await expect(get).rejects.toMatchObject({ name: "ShutDown" });
      const full = new SharedQueue<number>(1);
      await full.put(1);
      const put = crew.at(0).do("put", full, m, 2);
      full.shutdown();
      await expect(put).rejects.toMatchObject({ name: "ShutDown" });
      expect(full.getNowait()).toBe(1);
    },
  );

  it.each(manners)("test_shutdown_immediate_join: is empty at once, and done, %s", async (m) => {
    const queue = new SharedQueue<string>();
    await queue.put("unread");
    await queue.put("x".repeat(1000));
    const join = crew.at(0).do("joinQueue", queue, m);
    queue.shutdown({ immediate: true });
    await join;
    expect(queue.empty()).toBe(true);
  });
});
