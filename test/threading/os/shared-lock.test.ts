// SharedLock, SharedRLock, and both through a SharedCondition: what CPython's lock_tests assert of all locks, then of
// each kind, between threads of the platform's.

import { afterAll, describe, expect, it } from "vitest";
import { ValueError } from "../../../src/threading/index.ts";
import {
  SharedCondition,
  SharedEvent,
  SharedLock,
  SharedQueue,
  SharedRLock,
} from "../../../src/threading/os/index.ts";
import { Crew } from "./crew.ts";
import type { Manner } from "./deeds.ts";

const kinds: readonly [name: string, make: () => SharedLock | SharedRLock | SharedCondition][] = [
  ["SharedLock", () => new SharedLock()],
  ["SharedRLock", () => new SharedRLock()],
  ["SharedCondition", () => new SharedCondition()],
  ["SharedCondition of a SharedRLock", () => new SharedCondition(new SharedRLock())],
];
const manners: readonly Manner[] = ["async", "blocking"];

const crew = new Crew(3);
afterAll(() => crew.leave());

describe.each(kinds)("a %s", (_, make) => {
  it("test_acquire_release: is acquired and released", async () => {
    const lock = make();
    expect(lock.locked()).toBe(false);
    await lock.acquire();
    expect(lock.locked()).toBe(true);
    lock.release();
    lock.acquireSync();
    expect(lock.locked()).toBe(true);
    lock.release();
    expect(lock.locked()).toBe(false);
  });

  it("test_try_acquire_contended: is tried, and refused while another thread has it", async () => {
    const lock = make();
    expect(lock.tryAcquire()).toBeTruthy();
    expect(await crew.at(0).do("tryAcquire", lock)).toBe(false);
    lock.release();
    expect(await crew.at(0).do("tryAcquire", lock)).toBe(true);
    expect(lock.tryAcquire()).toBe(false);
    await crew.at(0).do("release", lock);
  });

  it.each(manners)(
    "test_acquire_contended: keeps all others out until it is released, %s",
    async (m) => {
      const lock = make();
      await lock.acquire();
      let ended = 0;
      const coming = new SharedQueue<number>();
      const deeds = crew.members.map(async (member) => {
        await member.do("comeAndGo", lock, m, coming);
        ended++;
      });
      for (let i = 0; i < 3; i++) await coming.get();
      expect(ended).toBe(0);
      lock.release();
      await Promise.all(deeds);
      expect(lock.locked()).toBe(false);
    },
  );

  it.each(manners)("lets one thread at a time between acquire and release, %s", async (m) => {
    const lock = make();
    expect(await crew.all("meetInside", lock, m, new SharedEvent(), 300)).toEqual([0, 0, 0]);
    expect(lock.locked()).toBe(false);
  });

  it("test_with: is released at the end of the block that uses it, also by an error", async () => {
    const lock = make();
    const block = async (error?: Error) => {
      using _ = await lock.acquire();
      expect(lock.locked()).toBe(true);
      if (error !== undefined) throw error;
    };
    await block();
    await expect(block(new TypeError("in the block"))).rejects.toThrow("in the block");
    expect(lock.locked()).toBe(false);
  });

  it.each(manners)("test_timeout: is given up on when the time runs out, %s", async (m) => {
    const lock = make();
    await lock.acquire();
    expect(await crew.at(0).do("acquire", lock, m, 5)).toBe(false);
    expect(await crew.at(0).do("acquire", lock, m, 0)).toBe(false);
    lock.release();
    expect(lock.locked()).toBe(false);
    expect(await crew.at(0).do("acquire", lock, m, 60_000)).toBe(true);
    await crew.at(0).do("release", lock);
  });

  it.each([-100, Number.NaN])("refuses a time-out of %d", async (timeoutMs) => {
    await expect(make().acquire(timeoutMs)).rejects.toThrow(ValueError);
    expect(() => make().acquireSync(timeoutMs)).toThrow("timeout value must be positive");
  });
});

describe("a SharedLock", () => {
  it("test_reacquire: is not acquired twice by one thread", async () => {
    expect(await crew.at(0).do("acquireTwice", new SharedLock(), "blocking")).toBe(false);
  });

  it("test_different_thread: is released by any thread", async () => {
    const lock = new SharedLock();
    await lock.acquire();
    await crew.at(0).do("release", lock);
    expect(lock.locked()).toBe(false);
  });

  it("test_state_after_timeout: is free of waiters after a time-out", async () => {
    const lock = new SharedLock();
    await lock.acquire();
    expect(await lock.acquire(1)).toBe(false);
    expect(lock.acquireSync(1)).toBe(false);
    lock.release();
    expect(lock.locked()).toBe(false);
    expect(lock.tryAcquire()).toBeTruthy();
  });

  it("has Python's words for its misuse, and says what it is", async () => {
    const lock = new SharedLock();
    expect(() => lock.release()).toThrow("release unlocked lock");
    expect(lock.toString()).toBe("<unlocked SharedLock>");
    await lock.acquire();
    expect(lock.toString()).toBe("<locked SharedLock>");
    expect(lock.ownerDied).toBe(false);
  });
});

describe("a SharedRLock", () => {
  it("test_reacquire: is acquired again by the thread that has it, and free after as many releases", async () => {
    const lock = new SharedRLock();
    await lock.acquire();
    expect(lock.acquireSync(0)).toBeTruthy();
    lock.release();
    expect(await crew.at(0).do("tryAcquire", lock)).toBe(false);
    lock.release();
    expect(await crew.at(0).do("acquireTwice", lock, "blocking")).toBe(true);
    expect(lock.locked()).toBe(false);
  });

  it("test_release_unacquired: is not released by a thread that does not have it", async () => {
    const lock = new SharedRLock();
    const words = "cannot release un-acquired lock";
    expect(() => lock.release()).toThrow(words);
    await lock.acquire();
    await expect(crew.at(0).do("release", lock)).rejects.toThrow(words);
    lock.release();
    expect(() => lock.release()).toThrow(words);
  });

  it("says how often it was acquired", async () => {
    const lock = new SharedRLock();
    expect(lock.toString()).toBe("<unlocked SharedRLock owner=none count=0>");
    await lock.acquire();
    await lock.acquire();
    expect(lock.toString()).toMatch(/^<locked SharedRLock owner=\d+ count=2>$/);
  });
});
