// SharedSemaphore and SharedBoundedSemaphore: what CPython's lock_tests assert, between threads of the platform's.

import { afterAll, describe, expect, it } from "vitest";
import { ValueError } from "../../../src/threading/index.ts";
import {
  SharedBoundedSemaphore,
  SharedEvent,
  SharedQueue,
  SharedSemaphore,
} from "../../../src/threading/os/index.ts";
import { Crew } from "./crew.ts";
import type { Manner } from "./deeds.ts";

const kinds: readonly [
  name: string,
  make: (value?: number) => SharedSemaphore | SharedBoundedSemaphore,
][] = [
  ["SharedSemaphore", (value) => new SharedSemaphore(value)],
  ["SharedBoundedSemaphore", (value) => new SharedBoundedSemaphore(value)],
];
const manners: readonly Manner[] = ["async", "blocking"];

const crew = new Crew(3);
afterAll(() => crew.leave());

describe.each(kinds)("a %s", (_, make) => {
  it.each([-1, 0.5, Number.NaN, 2 ** 31])("test_constructor: refuses %d", (value) => {
    expect(() => make(value)).toThrow(ValueError);
    expect(() => make(value)).toThrow("semaphore initial value must be >= 0");
  });

  it("test_acquire, test_default_value: is acquired as often as its value says, once by default", async () => {
    const semaphore = make();
    await semaphore.acquire();
    expect(semaphore.tryAcquire()).toBe(false);
    semaphore.release();
    const two = make(2);
    two.acquireSync();
    await two.acquire();
    expect(await crew.all("tryAcquire", two)).toEqual([false, false, false]);
    two.release(2);
    expect([two.tryAcquire(), two.tryAcquire(), two.tryAcquire()].map(Boolean)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each(manners)("test_acquire_contended: lets in as many as were released, %s", async (m) => {
    const semaphore = make(2);
    await semaphore.acquire();
    await semaphore.acquire();
    const coming = new SharedQueue<number>();
    const acquired = new SharedQueue<boolean>();
    const deeds = crew.members.map(async (member) => {
      await coming.put(1);
      await acquired.put(await member.do("acquire", semaphore, m));
    });
    for (let i = 0; i < 3; i++) await coming.get();
    expect(acquired.empty()).toBe(true);
    semaphore.release(2);
    expect([await acquired.get(), await acquired.get()]).toEqual([true, true]);
    expect(acquired.empty()).toBe(true);
    semaphore.release();
    await Promise.all(deeds);
    expect(semaphore.tryAcquire()).toBe(false);
  });

  it.each(manners)("of 1 keeps threads from meeting, %s", async (m) => {
    expect(await crew.all("meetInside", make(1), m, new SharedEvent(), 300)).toEqual([0, 0, 0]);
  });

  it.each(manners)("test_acquire_timeout: answers false when the time runs out, %s", async (m) => {
    const semaphore = make(1);
    await semaphore.acquire();
    expect(await crew.at(0).do("acquire", semaphore, m, 3)).toBe(false);
    expect(await crew.at(0).do("acquire", semaphore, m, 0)).toBe(false);
    expect(await crew.at(0).do("acquire", semaphore, m, -1)).toBe(false);
    semaphore.release();
    expect(await crew.at(0).do("acquire", semaphore, m, 60_000)).toBe(true);
  });

  it("test_with: is released at the end of the block that uses it", async () => {
    const semaphore = make(1);
    {
      using _ = await semaphore.acquire();
      expect(semaphore.tryAcquire()).toBe(false);
    }
    expect(semaphore.tryAcquire()).toBeTruthy();
  });

  it.each([0, -1, 1.5])("test_multirelease: is not released %d times", (n) => {
    expect(() => make(1).release(n)).toThrow(`n must be one or more, not ${n}`);
  });
});

describe("a SharedSemaphore", () => {
  it("test_release_unacquired: is released without having been acquired", () => {
    const semaphore = new SharedSemaphore(1);
    semaphore.release();
    expect(semaphore.toString()).toBe("<SharedSemaphore: value=2>");
    semaphore.acquireSync();
    semaphore.acquireSync();
    expect(semaphore.tryAcquire()).toBe(false);
  });
});

describe("a SharedBoundedSemaphore", () => {
  it("test_release_unacquired: is not released more often than it was acquired, by whatever thread", async () => {
    const semaphore = new SharedBoundedSemaphore(2);
    const words = "Semaphore released too many times";
    expect(() => semaphore.release()).toThrow(ValueError);
    await semaphore.acquire();
    expect(() => semaphore.release(2)).toThrow(words);
    await crew.at(0).do("release", semaphore);
    await expect(crew.at(0).do("release", semaphore)).rejects.toThrow(words);
    expect(semaphore.toString()).toBe("<SharedBoundedSemaphore: value=2/2>");
  });
});
