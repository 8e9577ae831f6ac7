/** async-mutex 0.5: a mutex and nothing else. */

import { Mutex } from "async-mutex";
import { locksOnly, type Peer, type Program } from "../peer.ts";
import { CONTENDERS } from "../workloads/mutex.ts";

/** Awaiting it gives way once. */
const turn = Promise.resolve();

const uncontended: Program = async (size) => {
  const mutex = new Mutex();
  let counter = 0;
  for (let i = 0; i < size; i++) {
    await mutex.acquire();
    counter++;
    mutex.release();
  }
  return counter;
};

const contended: Program = async (size) => {
  const mutex = new Mutex();
  let counter = 0;
  const contender = async () => {
    for (let i = 0; i < size / CONTENDERS; i++) {
      await mutex.acquire();
      const read = counter;
      await turn;
      counter = read + 1;
      mutex.release();
    }
  };
  await Promise.all(Array.from({ length: CONTENDERS }, contender));
  return counter;
};

export const peer: Peer = locksOnly("async-mutex", uncontended, contended);
