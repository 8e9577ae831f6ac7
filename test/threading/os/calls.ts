// What the tests of ProcessPoolExecutor have called. Workers import this module to find it.

import { threadId } from "node:worker_threads";
import {
  portable,
  type SharedBarrier,
  type SharedEvent,
  type SharedQueue,
} from "../../../src/threading/os/index.ts";

export const multiply = portable(import.meta.url, (a: number, b: number) => a * b);

export const later = portable(import.meta.url, async (value: unknown) => value);

export const fail = portable(import.meta.url, function fail(message: string): never {
  throw new TypeError(message, { cause: new RangeError("because") });
});

export const answerFunction = portable(import.meta.url, (): unknown => () => {});

export const exitAbruptly = portable(import.meta.url, () => {
  process.exit(1);
});

export const saysAndWaits = portable(
  import.meta.url,
  (begun: SharedQueue<number>, n: number, event: SharedEvent) => {
    begun.putSync(n);
    event.waitSync();
    return n;
  },
);

/** Where it runs; each of as many calls as there are parties runs on another worker. */
export const whereTogether = portable(import.meta.url, (barrier: SharedBarrier) => {
  barrier.waitSync();
  return threadId;
});

let initialized = "not at all";

export const initialize = portable(import.meta.url, async (how: string) => {
  initialized = how;
});

export const howInitialized = portable(import.meta.url, () => initialized);

export const failToInitialize = portable(import.meta.url, () => {
  throw new Error("no such database");
});
