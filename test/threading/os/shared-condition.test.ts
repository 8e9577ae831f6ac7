// SharedCondition and SharedEvent: what CPython's lock_tests assert, between threads of the platform's.

import { afterAll, describe, expect, it } from "vitest";
import {
  SharedCondition,
  SharedEvent,
  SharedLock,
  SharedQueue,
  SharedRLock,
} from "../../../src/threading/os/index.ts";
import { Crew } from "./crew.ts";
import type { Manner } from "./deeds.ts";

const locks: readonly [name: string, make: () => SharedLock | SharedRLock][] = [
  ["a SharedLock", () => new SharedLock()],
  ["a SharedRLock", () => new SharedRLock()],
];
const manners: readonly Manner[] = ["async", "blocking"];

const crew = new Crew(3);
afterAll(() => crew.leave());

describe.each(locks)("a SharedCondition of %s", (_, makeLock) => {
  it("test_unacquired_notify, test_unacquired_wait: refuses both without the lock", async () => {
    const condition = new SharedCondition(makeLock());
    await expect(condition.wait()).rejects.toThrow("cannot wait on un-acquired lock");
    expect(() => condition.waitSync()).toThrow("cannot wait on un-acquired lock");
    expect(() => condition.notify()).toThrow("cannot notify on un-acquired lock");
    expect(() => condition.notifyAll()).toThrow("cannot notify on un-acquired lock");
    await expect(condition.waitFor(() => false)).rejects.toThrow("cannot wait on un-acquired lock");
  });

  it.each(manners)(
    "test_notify: ends as many waits as it is told, once the lock is free, %s",
    async (m) => {
      const condition = new SharedCondition(makeLock());
      const waiting = new SharedQueue<number>();
      const ended = new SharedQueue<boolean>();
      const waits = crew.members.map(async (member) => {
        const notified = await member.do("waitForNotify", condition, m, waiting);
        await ended.put(notified);
      });
      // Each says so under the lock, and lets go of it only by waiting.
      for (let i = 0; i < 3; i++) await waiting.get();
      await condition.acquire();
      condition.notify(2);
      expect(ended.qsize()).toBe(0);
      condition.release();
      expect([await ended.get(), await ended.get()]).toEqual([true, true]);
      await condition.acquire();
      expect(ended.empty()).toBe(true);
      condition.notifyAll();
      condition.release();
      expect(await ended.get()).toBe(true);
      await Promise.all(waits);
      expect(condition.locked()).toBe(false);
    },
  );

  it.each(manners)(
    "test_timeout: answers false when the time runs out, with the lock, %s",
    async (m) => {
      const condition = new SharedCondition(makeLock());
      const waiting = new SharedQueue<number>();
      expect(await crew.at(0).do("waitForNotify", condition, m, waiting, 5)).toBe(false);
      await condition.acquire();
      condition.notify(); // finds nobody, and is forgotten
      expect(await condition.wait(1)).toBe(false);
      expect(condition.waitSync(0)).toBe(false);
      expect(condition.locked()).toBe(true);
      condition.release();
    },
  );

  it.each(manners)("test_waitfor: waits until what it is told is true, %s", async (m) => {
    const condition = new SharedCondition(makeLock());
    const flag = new SharedEvent();
    const waits = crew.all("waitForFlag", condition, m, flag);
    for (const set of [false, true]) {
      using _ = await condition.acquire();
      if (set) flag.set();
      condition.notifyAll();
    }
    expect(await waits).toEqual([true, true, true]);
  });

  it("test_waitfor_timeout: answers what it answered last when the time runs out", async () => {
    const condition = new SharedCondition(makeLock());
    await condition.acquire();
    expect(await condition.waitFor(() => 0, 2)).toBe(0);
    expect(condition.waitForSync(() => "", 2)).toBe("");
    expect(condition.waitForSync(() => "at once", 0)).toBe("at once");
    condition.release();
  });
});

describe("a SharedCondition", () => {
  it("gives a SharedRLock up whole while it waits, and has it as deep again", async () => {
    const lock = new SharedRLock();
    const condition = new SharedCondition(lock);
    await lock.acquire();
    await lock.acquire();
    const wait = condition.wait();
    expect(await crew.at(0).do("tryAcquire", lock)).toBe(true);
    const notifies = crew.at(0).do("notifyAndRelease", condition);
    expect(await wait).toBe(true);
    await notifies;
    expect(lock.toString()).toMatch(/count=2>$/);
  });
});

describe("a SharedEvent", () => {
  it("test_is_set: is set and cleared", () => {
    const event = new SharedEvent();
    expect([event.isSet(), event.toString()]).toEqual([false, "<SharedEvent: unset>"]);
    event.set();
    event.set();
    expect([event.isSet(), event.toString()]).toEqual([true, "<SharedEvent: set>"]);
    event.clear();
    event.clear();
    expect(event.isSet()).toBe(false);
  });

  it.each(manners)("test_notify: lets all go on that wait, and those that come, %s", async (m) => {
    const event = new SharedEvent();
    const waits = crew.all("waitForEvent", event, m);
    event.set();
    expect(await waits).toEqual([true, true, true]);
    expect(await crew.all("waitForEvent", event, m)).toEqual([true, true, true]);
  });

  it.each(manners)("test_timeout: answers false when the time runs out, %s", async (m) => {
    const event = new SharedEvent();
    expect(await crew.all("waitForEvent", event, m, 0)).toEqual([false, false, false]);
    expect(await crew.all("waitForEvent", event, m, 3)).toEqual([false, false, false]);
    event.set();
    expect(await crew.all("waitForEvent", event, m, 3)).toEqual([true, true, true]);
  });

  it("test_set_and_clear: lets go on all that waited when it was set, though it is cleared at once", async () => {
    const event = new SharedEvent();
    for (let round = 0; round < 20; round++) {
      const waits = [event.wait(), event.wait()];
      event.set();
      event.clear();
      expect(await Promise.all(waits)).toEqual([true, true]);
    }
  });
});
