/** tinypool: a pool of workers on which functions are called. */

import { fileURLToPath } from "node:url";
import { Tinypool } from "tinypool";
import { type Identity, oneByOne, peerOf, primesBy, sixtyFourAtOnce } from "../peer.ts";
import { BATCH } from "../workload.ts";

const pools = new Map<number, Tinypool>();

/** The pool of so many workers. Each takes several calls at once, which spares it idle time. */
function pool(threads: number): Tinypool {
  const made = pools.get(threads);
  if (made !== undefined) return made;
  const filename = fileURLToPath(new URL("../bodies/calls.js", import.meta.url));
  const fresh = new Tinypool({
    filename,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: BATCH,
  });
  pools.set(threads, fresh);
  return fresh;
}

const identity: Identity = (n) => pool(1).run([n]);

export const peer = peerOf(
  {
    cpu: (workers) => primesBy((limit, part) => pool(workers).run([limit, part]), workers),
    call: oneByOne(identity),
    calls: sixtyFourAtOnce(identity),
  },
  "a pool calls functions and has no channels",
);
