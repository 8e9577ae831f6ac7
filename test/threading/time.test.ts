// sleep and monotonic, and how a report names what threads wait for.

import { describe, expect, it } from "vitest";
import { DeadlockError, simulate } from "../../src/testing/index.ts";
import {
  Barrier,
  Condition,
  Event,
  Future,
  Lock,
  monotonic,
  Queue,
  RLock,
  Semaphore,
  SimpleQueue,
  sleep,
  Thread,
  ValueError,
} from "../../src/threading/index.ts";
import { Bunch, onSchedules } from "./bunch.ts";

describe("sleep", () => {
  it(
    "lasts as long as it says, and all sleep at once",
    onSchedules(async () => {
      const start = monotonic();
      const woken: number[] = [];
      await new Bunch(3, async (index) => {
        await sleep(30 - 10 * index);
        woken.push(monotonic() - start);
      }).join();
      expect(woken).toEqual([10, 20, 30]);
    }),
  );

  it(
    "takes no time, and lets others run, where it is 0",
    onSchedules(async () => {
      const start = monotonic();
      let turns = 0;
      const thread = new Thread({ target: () => turns++ });
      thread.start();
      while (turns === 0) await sleep(0);
      expect(monotonic() - start).toBe(0);
    }),
  );

  it.each([-1, Number.NaN])("refuses to last %d ms", async (durationMs) => {
    await expect(sleep(durationMs)).rejects.toThrow(ValueError);
    await expect(sleep(durationMs)).rejects.toThrow("sleep length must be non-negative");
  });
});

describe("a report of a deadlock", () => {
  const started = (target: () => unknown) => {
    const thread = new Thread({ target, name: "waiting" });
    thread.start();
    return thread;
  };

  it.each([
    [
      "Lock.acquire on <locked Lock>",
      async () => {
        const lock = new Lock();
        await lock.acquire();
        await lock.acquire();
      },
    ],
    [
      "RLock.acquire on <locked RLock owner=waiting count=1>",
      async () => {
        const lock = new RLock();
        const owner = started(() => lock.acquire());
        await owner.join();
        await lock.acquire();
      },
    ],
    [
      "Condition.wait on <Condition(<unlocked Lock>, 1)>",
      async () => {
        const condition = new Condition(new Lock());
        await condition.acquire();
        await condition.wait();
      },
    ],
    ["Semaphore.acquire on <Semaphore: value=0>", () => new Semaphore(0).acquire()],
    ["Event.wait on <Event: unset>", () => new Event().wait()],
    ["Barrier.wait on <Barrier: waiters=1/2>", () => new Barrier(2).wait()],
    ["Queue.get on <Queue: qsize=0>", () => new Queue().get()],
    ["SimpleQueue.get on <SimpleQueue: qsize=0>", () => new SimpleQueue().get()],
    [
      "Queue.put on <Queue: qsize=1 of 1>",
      async () => {
        const queue = new Queue<number>(1);
        await queue.put(1);
        await queue.put(2);
      },
    ],
    ["Future.result on <Future state=pending>", () => new Future().result()],
    ["Thread.join on <Thread(waiting, started 2)>", () => started(() => new Event().wait()).join()],
  ])("says %s", async (text, wait: () => unknown) => {
    const error: unknown = await simulate(1, async () => {
      await wait();
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeadlockError);
    expect(String(error)).toContain(text);
  });
});
