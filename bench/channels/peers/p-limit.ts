/** p-limit 7: a limit of 1 is a mutex, and a limit that nothing reaches starts and awaits functions. */

import pLimit from "p-limit";
import { locksOnly, type Peer, type Program } from "../peer.ts";
import { CONTENDERS } from "../workloads/mutex.ts";

/** Awaiting it gives way once. */
const turn = Promise.resolve();

const uncontended: Program = async (size) => {
  const exclusive = pLimit(1);
  let counter = 0;
  const addOne = () => {
    counter++;
  };
  for (let i = 0; i < size; i++) await exclusive(addOne);
  return counter;
};

const contended: Program = async (size) => {
  const exclusive = pLimit(1);
  let counter = 0;
  const addOne = async () => {
    const read = counter;
    await turn;
    counter = read + 1;
  };
  const contender = async () => {
    for (let i = 0; i < size / CONTENDERS; i++) await exclusive(addOne);
  };
  await Promise.all(Array.from({ length: CONTENDERS }, contender));
  return counter;
};

const spawn: Program = async (size) => {
  const limit = pLimit(size);
  let sum = 0;
  const add = (i: number) => {
    sum += i;
  };
  const ends: Promise<void>[] = [];
  for (let i = 0; i < size; i++) ends.push(limit(add, i));
  await Promise.all(ends);
  return sum;
};

const locks = locksOnly("p-limit", uncontended, contended);

export const peer: Peer = { ...locks, programs: { ...locks.programs, spawn } };
