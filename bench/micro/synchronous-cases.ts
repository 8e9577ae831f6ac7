/** What never waits: the same call in every kind of goroutine. */

import { chan, Mutex, recv, trySelect, WaitGroup } from "goroutine-kit";
import type { Case } from "./case.ts";

const buffered = chan<number>(16);
const empty = chan<number>();
const mutex = new Mutex();
const group = new WaitGroup();
const twoCases = { value: recv(buffered), nothing: recv(empty) };

export const synchronousCases: readonly Case[] = [
  {
    name: "trySend + tryRecv, buffered",
    run(count) {
      let done = 0;
      for (let i = 0; i < count; i++) {
        if (buffered.trySend(i) && buffered.tryRecv() === i) done++;
      }
      return done;
    },
  },
  {
    name: "trySend that finds nobody",
    run(count) {
      let done = 0;
      for (let i = 0; i < count; i++) if (!empty.trySend(i)) done++;
      return done;
    },
  },
  {
    name: "tryRecv that finds nothing",
    run(count) {
      let done = 0;
      for (let i = 0; i < count; i++) if (empty.tryRecv() === undefined) done++;
      return done;
    },
  },
  {
    name: "trySend + trySelect over 2, one ready",
    run(count) {
      let done = 0;
      for (let i = 0; i < count; i++) {
        buffered.trySend(i);
        if (trySelect(twoCases)?.value === i) done++;
      }
      return done;
    },
  },
  {
    name: "trySelect over 2 that finds nothing",
    run(count) {
      let done = 0;
      for (let i = 0; i < count; i++) if (trySelect(twoCases) === undefined) done++;
      return done;
    },
  },
  {
    name: "tryLock + unlock",
    run(count) {
      let done = 0;
      for (let i = 0; i < count; i++) {
        if (mutex.tryLock()) done++;
        mutex.unlock();
      }
      return done;
    },
  },
  {
    name: "WaitGroup add + done",
    run(count) {
      for (let i = 0; i < count; i++) {
        group.add(1);
        group.done();
      }
      return count;
    },
  },
];
