/**
 * What is measured: operations of threading, each beside its twin of the Go wing, and 10,000 threads,
 * beside Python's.
 *
 * Invariants: a program's answer is right if and only if it did all it was asked for, and each run makes
 * what it works on anew.
 */

import { chan, Mutex } from "goroutine-kit";
import { Condition, Lock, Queue, Thread } from "goroutine-kit/threading";
import type { ParkProgram, Program } from "../channels/peer.ts";
import { allStarted } from "../channels/started.ts";
import { sumBelow } from "../channels/workload.ts";

/** One operation, done `size` times by who calls. */
export interface Operation {
  readonly program: Program;
  /** The answer of a right run of that size. */
  expected(size: number): number;
}

async function lockRepeatedly(size: number): Promise<number> {
  const lock = new Lock();
  let count = 0;
  for (let i = 0; i < size; i++) {
    await lock.acquire();
    count++;
    lock.release();
  }
  return count;
}

async function mutexRepeatedly(size: number): Promise<number> {
  const mutex = new Mutex();
  let count = 0;
  for (let i = 0; i < size; i++) {
    await mutex.lock();
    count++;
    mutex.unlock();
  }
  return count;
}

async function queueRepeatedly(size: number): Promise<number> {
  const queue = new Queue<number>(1);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    await queue.put(i);
    sum += await queue.get();
  }
  return sum;
}

async function chanRepeatedly(size: number): Promise<number> {
  const channel = chan<number>(1);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    await channel.send(i);
    sum += (await channel.recv()) ?? Number.NaN;
  }
  return sum;
}

/** Two threads hand a number to and fro under one lock, each waiting for the other to have taken it. */
async function conditionRepeatedly(size: number): Promise<number> {
  const turn = new Condition(new Lock());
  let number = 0;
  const play = async (parity: number) => {
    using _ = await turn.acquire();
    while (number < size) {
      if (number % 2 !== parity) {
        await turn.wait();
        continue;
      }
      number++;
      turn.notify();
    }
    turn.notify();
  };
  const players = [0, 1].map((parity) => new Thread({ target: play, args: [parity] }));
  for (const player of players) player.start();
  for (const player of players) await player.join();
  return number;
}

export const OPERATIONS = {
  lock: { program: lockRepeatedly, expected: (size: number) => size },
  mutex: { program: mutexRepeatedly, expected: (size: number) => size },
  queue: { program: queueRepeatedly, expected: sumBelow },
  channel: { program: chanRepeatedly, expected: sumBelow },
  condition: { program: conditionRepeatedly, expected: (size: number) => size },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;

/** Starts `count` threads that each add their number, and joins them. */
export const startAndJoin: Program = async (count) => {
  let sum = 0;
  const threads = Array.from(
    { length: count },
    (_, i) =>
      new Thread({
        target: () => {
          sum += i;
        },
      }),
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  return sum;
};

/** Parks `count` threads in one queue; releasing them hands each a number, and sums what they got. */
export const parkThreads: ParkProgram = async (count) => {
  const queue = new Queue<number>();
  let started = 0;
  let sum = 0;
  const threads = Array.from(
    { length: count },
    () =>
      new Thread({
        target: async () => {
          started++;
          // Not sum += await: that would add to the sum as it was before the wait.
          const n = await queue.get();
          sum += n;
        },
      }),
  );
  for (const thread of threads) thread.start();
  await allStarted(() => started, count);
  return async () => {
    for (let i = 0; i < count; i++) await queue.put(i);
    for (const thread of threads) await thread.join();
    return sum;
  };
};
