// SharedBarrier: what CPython's lock_tests assert, between threads of the platform's.

import { afterAll, describe, expect, it } from "vitest";
import { BrokenBarrierError, ValueError } from "../../../src/threading/index.ts";
import { SharedBarrier } from "../../../src/threading/os/index.ts";
import { Crew } from "./crew.ts";
import type { Manner } from "./deeds.ts";

const manners: readonly Manner[] = ["async", "blocking"];

const crew = new Crew(3);
afterAll(() => crew.leave());

/** How each of the crew fares at the barrier: its number, or the name of the error. */
function meet(barrier: SharedBarrier, manner: Manner, timeoutMs?: number): Promise<unknown>[] {
  return crew.members.map((member) =>
    member.do("meet", barrier, manner, timeoutMs).catch((error: Error) => error.name),
  );
}

const sorted = (told: unknown[]) => told.map(Number).sort((a, b) => a - b);

describe.each(manners)("a SharedBarrier, %s", (m) => {
  it("test_barrier, test_wait_return: lets all go on once all have come, each with its number", async () => {
    const barrier = new SharedBarrier(4);
    for (let round = 0; round < 10; round++) {
      const others = meet(barrier, m);
      const mine = await barrier.wait();
      expect(sorted([mine, ...(await Promise.all(others))])).toEqual([0, 1, 2, 3]);
      expect([barrier.nWaiting, barrier.broken]).toEqual([0, false]);
    }
  });

  it("test_abort: breaks for all that wait, and all that come", async () => {
    const barrier = new SharedBarrier(5);
    const others = meet(barrier, m);
    const mine = barrier.wait();
    barrier.abort();
    await expect(mine).rejects.toThrow(BrokenBarrierError);
    expect(await Promise.all(others)).toEqual(Array(3).fill("BrokenBarrierError"));
    expect([barrier.nWaiting, barrier.broken]).toEqual([0, true]);
    await expect(barrier.wait()).rejects.toThrow("the barrier is broken");
    expect(() => barrier.waitSync()).toThrow(BrokenBarrierError);
  });

  it("test_abort_and_reset: can be used again once it is reset", async () => {
    const barrier = new SharedBarrier(3);
    barrier.abort();
    expect(await Promise.all(meet(barrier, m))).toEqual(Array(3).fill("BrokenBarrierError"));
    barrier.reset();
    expect(sorted(await Promise.all(meet(barrier, m)))).toEqual([0, 1, 2]);
  });

  it("test_timeout: breaks when one does not come in time", async () => {
    const barrier = new SharedBarrier(4);
    expect(await Promise.all(meet(barrier, m, 5))).toEqual(Array(3).fill("BrokenBarrierError"));
    expect(barrier.broken).toBe(true);
  });

  it("test_default_timeout: takes its time-out from how it was made", async () => {
    const barrier = new SharedBarrier(4, 5);
    expect(await Promise.all(meet(barrier, m))).toEqual(Array(3).fill("BrokenBarrierError"));
  });
});

describe("a SharedBarrier", () => {
  it("test_reset: fails those that wait, and takes those that come", async () => {
    const barrier = new SharedBarrier(2);
    const waits = barrier.wait();
    expect(barrier.nWaiting).toBe(1);
    expect(barrier.toString()).toBe("<SharedBarrier: waiters=1/2>");
    barrier.reset();
    await expect(waits).rejects.toThrow(BrokenBarrierError);
    expect(barrier.broken).toBe(false);
    expect(sorted(await Promise.all([barrier.wait(), barrier.wait()]))).toEqual([0, 1]);
  });

  it("test_single_thread: lets one through that needs no other", async () => {
    const barrier = new SharedBarrier(1);
    expect(await barrier.wait()).toBe(0);
    expect(barrier.waitSync()).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses %d parties", (parties) => {
    expect(() => new SharedBarrier(parties)).toThrow(ValueError);
    expect(() => new SharedBarrier(parties)).toThrow("parties must be >= 1");
  });

  it.each([-1, 1.5])("refuses a time-out of %d ms", (timeoutMs) => {
    expect(() => new SharedBarrier(2, timeoutMs)).toThrow(ValueError);
  });
});
