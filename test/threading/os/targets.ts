// Targets of the tests of OsThread. Threads import this module to find them.

import { threadId } from "node:worker_threads";
import { currentThread, RuntimeError, SystemExit } from "../../../src/threading/index.ts";
import {
  portable,
  type SharedBarrier,
  type SharedBoundedSemaphore,
  type SharedEvent,
  type SharedLock,
  type SharedQueue,
  type SharedRLock,
  type SharedSemaphore,
} from "../../../src/threading/os/index.ts";

export const putAll = portable(
  import.meta.url,
  async (queue: SharedQueue<unknown>, ...values: unknown[]) => {
    for (const value of values) await queue.put(value);
  },
);

export const whereAmI = portable(import.meta.url, (queue: SharedQueue<unknown>) => {
  queue.putSync([threadId, currentThread().name]);
});

export const waitForEvent = portable(import.meta.url, (event: SharedEvent) => {
  event.waitSync();
});

export const fail = portable(import.meta.url, function fail(message: string) {
  throw new RuntimeError(message);
});

export const throwValue = portable(import.meta.url, async (value: unknown) => {
  throw value;
});

export const leave = portable(import.meta.url, async () => {
  throw new SystemExit(3);
});

export const exitAbruptly = portable(import.meta.url, () => {
  process.exit(5);
});

export const waitForNobody = portable(import.meta.url, () => new Promise(() => {}));

export const dieHolding = portable(import.meta.url, (lock: SharedLock | SharedRLock) => {
  lock.acquireSync();
  process.exit(0);
});

export const dieHoldingPermit = portable(
  import.meta.url,
  (semaphore: SharedSemaphore | SharedBoundedSemaphore) => {
    semaphore.acquireSync();
    process.exit(0);
  },
);

/** Waits at the barrier, and dies there once the event is set. */
export const dieAtBarrier = portable(
  import.meta.url,
  async (barrier: SharedBarrier, event: SharedEvent) => {
    await Promise.race([barrier.wait(), event.wait()]);
    process.exit(0);
  },
);

export const nothing = portable(import.meta.url, () => {});
