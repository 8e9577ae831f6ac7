// What the threads of a crew are told to do. Threads import this module to find it. Each deed waits in the manner it
// is told: async, or blocking its thread.

import type { Held } from "../../../src/threading/held.ts";
import {
  portable,
  type SharedBarrier,
  type SharedCondition,
  type SharedEvent,
  type SharedQueue,
} from "../../../src/threading/os/index.ts";

/** Whether a deed awaits or blocks. */
export type Manner = "async" | "blocking";

interface Acquirable {
  acquire(timeoutMs?: number): Promise<Held | false>;
  acquireSync(timeoutMs?: number): Held | false;
  tryAcquire(): Held | false;
  release(): void;
}

async function take(of: Acquirable, manner: Manner, timeoutMs?: number): Promise<boolean> {
  const held = manner === "async" ? await of.acquire(timeoutMs) : of.acquireSync(timeoutMs);
  return held !== false;
}

export const deeds = {
  acquire: take,
  tryAcquire: (of: Acquirable) => of.tryAcquire() !== false,
  release: (of: Acquirable) => of.release(),
  /** Says that it comes, acquires and releases. */
  comeAndGo: async (of: Acquirable, manner: Manner, coming: SharedQueue<number>) => {
    await coming.put(1);
    await take(of, manner);
    of.release();
  },
  /** Goes in and out `loops` times; how often somebody else was inside then. */
  meetInside: async (of: Acquirable, manner: Manner, inside: SharedEvent, loops: number) => {
    let meetings = 0;
    for (let i = 0; i < loops; i++) {
      await take(of, manner);
      if (inside.isSet()) meetings++;
      inside.set();
      for (let spin = 0; spin < 50; spin++) if (!inside.isSet()) meetings++;
      inside.clear();
      of.release();
    }
    return meetings;
  },
  acquireTwice: async (of: Acquirable, manner: Manner) => {
    await take(of, manner);
    const again = await take(of, manner, 0);
    if (again) of.release();
    of.release();
    return again;
  },
  waitForEvent: async (event: SharedEvent, manner: Manner, timeoutMs?: number) =>
    manner === "async" ? await event.wait(timeoutMs) : event.waitSync(timeoutMs),
  /** Says that it is about to wait, under the lock, and answers what the wait does. */
  waitForNotify: async (
    condition: SharedCondition,
    manner: Manner,
    waiting: SharedQueue<number>,
    timeoutMs?: number,
  ) => {
    await take(condition, manner);
    await waiting.put(1);
    const notified =
      manner === "async" ? await condition.wait(timeoutMs) : condition.waitSync(timeoutMs);
    condition.release();
    return notified;
  },
  notifyAndRelease: (condition: SharedCondition) => {
    condition.notify();
    condition.release();
  },
  waitForFlag: async (condition: SharedCondition, manner: Manner, flag: SharedEvent) => {
    await take(condition, manner);
    const isSet = () => flag.isSet();
    const result =
      manner === "async" ? await condition.waitFor(isSet) : condition.waitForSync(isSet);
    condition.release();
    return result;
  },
  meet: async (barrier: SharedBarrier, manner: Manner, timeoutMs?: number) =>
    manner === "async" ? await barrier.wait(timeoutMs) : barrier.waitSync(timeoutMs),
  put: async (queue: SharedQueue<unknown>, manner: Manner, value: unknown, timeoutMs?: number) =>
    manner === "async" ? await queue.put(value, timeoutMs) : queue.putSync(value, timeoutMs),
  get: async (queue: SharedQueue<unknown>, manner: Manner, timeoutMs?: number) =>
    manner === "async" ? await queue.get(timeoutMs) : queue.getSync(timeoutMs),
  /** Adds up what it gets until it gets null; each is done then. */
  sum: async (queue: SharedQueue<number | null>, manner: Manner) => {
    let sum = 0;
    for (;;) {
      const value = manner === "async" ? await queue.get() : queue.getSync();
      if (value === null) break;
      sum += value;
      queue.taskDone();
    }
    queue.taskDone();
    return sum;
  },
  joinQueue: async (queue: SharedQueue<unknown>, manner: Manner) =>
    manner === "async" ? await queue.join() : queue.joinSync(),
};

export type Deeds = typeof deeds;

/** What a member of a crew is told. */
export type Order = { readonly deed: keyof Deeds; readonly args: readonly unknown[] };

/** What has come of it. */
export type Answer =
  | { readonly result: unknown }
  | { readonly name: string; readonly message: string };

export const serve = portable(
  import.meta.url,
  async (orders: SharedQueue<Order | null>, answers: SharedQueue<Answer>) => {
    for (let order = await orders.get(); order !== null; order = await orders.get()) {
      const deed = deeds[order.deed] as (...args: readonly unknown[]) => unknown;
      try {
        await answers.put({ result: await deed(...order.args) });
      } catch (error) {
        const { name, message } = error as Error;
        await answers.put({ name, message });
      }
    }
  },
);
