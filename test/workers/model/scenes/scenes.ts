// All that is explored of the gates, each scene named by what its threads do.

import type { Scene } from "../gates.ts";
import { conditions } from "./conditions.ts";
import { meetings } from "./meetings.ts";
import { mutexes } from "./mutexes.ts";
import { queues } from "./queues.ts";
import { rLocks } from "./r-locks.ts";
import { rwMutexes } from "./rw-mutexes.ts";
import { semaphores } from "./semaphores.ts";

export const scenes: Readonly<Record<string, Scene>> = {
  ...mutexes,
  ...rLocks,
  ...rwMutexes,
  ...semaphores,
  ...meetings,
  ...conditions,
  ...queues,
};

/** Those that are small enough to be explored access by access. */
export const pairs: readonly string[] = [
  "two lock a mutex",
  "one writes and one reads",
  "two meet twice at a barrier",
  "one of two gives up at a barrier, which breaks",
];
