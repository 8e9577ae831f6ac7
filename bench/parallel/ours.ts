/** What both peers of ours do alike: calls, the job of the CPU, and warm workers. */

import { go } from "goroutine-kit";
import { GOMAXPROCS, sharedChan } from "goroutine-kit/parallel";
import { answer, identity, primes } from "./bodies/ours.ts";
import type { Abilities, Program } from "./peer.ts";
import { oneByOne, primesBy } from "./peer.ts";
import { BATCH } from "./workload.ts";

/** As many workers as a program needs that block, at least. */
export function workers(count: number): void {
  if (GOMAXPROCS(0) < count) GOMAXPROCS(count);
}

/** Goroutines, a batch at a time, that each send their number over a channel. */
const calls: Program = async (size) => {
  const sums = sharedChan<number>(BATCH);
  let sum = 0;
  for (let first = 0; first < size; first += BATCH) {
    const end = Math.min(first + BATCH, size);
    for (let i = first; i < end; i++) go(answer, i, sums);
    for (let i = first; i < end; i++) sum += (await sums.recv()) as number;
  }
  return sum;
};

export const common: Abilities = {
  cpu: (count) => primesBy(primes, count),
  call: oneByOne(identity),
  calls,
};
