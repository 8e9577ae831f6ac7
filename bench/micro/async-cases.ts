/**
 * What async goroutines await: operations that are ready, and one that has to park.
 *
 * Invariant: a run makes its own channels, for benny tries all cases at once before it measures them.
 */

import { chan, Gosched, go, Mutex, recv, select } from "goroutine-kit";
import type { Case } from "./case.ts";

function inGoroutine(body: (count: number) => Promise<number>): Case["run"] {
  return (count) =>
    new Promise((resolve) => {
      go(async () => {
        resolve(await body(count));
      });
    });
}

export const asyncCases: readonly Case[] = [
  {
    name: "await send + await recv, ready",
    run: inGoroutine(async (count) => {
      const buffered = chan<number>(16);
      let done = 0;
      for (let i = 0; i < count; i++) {
        await buffered.send(i);
        if ((await buffered.recv()) === i) done++;
      }
      return done;
    }),
  },
  {
    name: "trySend + await recv, ready",
    run: inGoroutine(async (count) => {
      const buffered = chan<number>(16);
      let done = 0;
      for (let i = 0; i < count; i++) {
        buffered.trySend(i);
        if ((await buffered.recv()) === i) done++;
      }
      return done;
    }),
  },
  {
    name: "await recv that parks, woken by trySend",
    run: inGoroutine(async (count) => {
      const numbers = chan<number>();
      const echo = chan<number>();
      go(async () => {
        for await (const n of numbers) if (!echo.trySend(n)) await echo.send(n);
      });
      let done = 0;
      for (let i = 0; i < count; i++) {
        if (!numbers.trySend(i)) await numbers.send(i);
        if ((await echo.recv()) === i) done++;
      }
      numbers.close();
      return done;
    }),
  },
  {
    name: "trySend + await select over 2, one ready",
    run: inGoroutine(async (count) => {
      const buffered = chan<number>(16);
      const empty = chan<number>();
      let done = 0;
      for (let i = 0; i < count; i++) {
        buffered.trySend(i);
        const event = await select({ value: recv(buffered), nothing: recv(empty) });
        if (event.value === i) done++;
      }
      return done;
    }),
  },
  {
    name: "trySend + await select over 2, cases made once",
    run: inGoroutine(async (count) => {
      const buffered = chan<number>(16);
      const empty = chan<number>();
      const cases = { value: recv(buffered), nothing: recv(empty) };
      let done = 0;
      for (let i = 0; i < count; i++) {
        buffered.trySend(i);
        const event = await select(cases);
        if (event.value === i) done++;
      }
      return done;
    }),
  },
  {
    name: "await lock + unlock",
    run: inGoroutine(async (count) => {
      const mutex = new Mutex();
      for (let i = 0; i < count; i++) {
        await mutex.lock();
        mutex.unlock();
      }
      return count;
    }),
  },
  {
    name: "await Gosched",
    run: inGoroutine(async (count) => {
      for (let i = 0; i < count; i++) await Gosched();
      return count;
    }),
  },
];
