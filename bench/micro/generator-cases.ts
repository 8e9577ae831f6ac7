/**
 * What generator goroutines yield: operations that are ready, and one that has to park.
 *
 * Invariant: a run makes its own channels, for benny tries all cases at once before it measures them.
 */

import { chan, go, Mutex, type Parked } from "goroutine-kit";
import { Gosched, lock, recv, select, send } from "goroutine-kit/gen";
import type { Case } from "./case.ts";

function inGoroutine(body: (count: number) => Generator<Parked, number, unknown>): Case["run"] {
  return (count) =>
    new Promise((resolve) => {
      go(function* () {
        resolve(yield* body(count));
      });
    });
}

export const generatorCases: readonly Case[] = [
  {
    name: "yield* send + yield* recv, ready",
    run: inGoroutine(function* (count) {
      const buffered = chan<number>(16);
      let done = 0;
      for (let i = 0; i < count; i++) {
        yield* send(buffered, i);
        if ((yield* recv(buffered)) === i) done++;
      }
      return done;
    }),
  },
  {
    name: "trySend + yield* recv, ready",
    run: inGoroutine(function* (count) {
      const buffered = chan<number>(16);
      let done = 0;
      for (let i = 0; i < count; i++) {
        buffered.trySend(i);
        if ((yield* recv(buffered)) === i) done++;
      }
      return done;
    }),
  },
  {
    name: "yield* recv that parks, woken by trySend",
    run: inGoroutine(function* (count) {
      const numbers = chan<number>();
      const echo = chan<number>();
      go(function* () {
        for (let n = yield* recv(numbers); n !== undefined; n = yield* recv(numbers)) {
          if (!echo.trySend(n)) yield* send(echo, n);
        }
      });
      let done = 0;
      for (let i = 0; i < count; i++) {
        if (!numbers.trySend(i)) yield* send(numbers, i);
        if ((yield* recv(echo)) === i) done++;
      }
      numbers.close();
      return done;
    }),
  },
  {
    name: "trySend + yield* select over 2, one ready",
    run: inGoroutine(function* (count) {
      const buffered = chan<number>(16);
      const empty = chan<number>();
      let done = 0;
      for (let i = 0; i < count; i++) {
        buffered.trySend(i);
        const event = yield* select({ value: recv(buffered), nothing: recv(empty) });
        if (event.value === i) done++;
      }
      return done;
    }),
  },
  {
    name: "trySend + yield* select over 2, cases made once",
    run: inGoroutine(function* (count) {
      const buffered = chan<number>(16);
      const empty = chan<number>();
      const cases = { value: recv(buffered), nothing: recv(empty) };
      let done = 0;
      for (let i = 0; i < count; i++) {
        buffered.trySend(i);
        const event = yield* select(cases);
        if (event.value === i) done++;
      }
      return done;
    }),
  },
  {
    name: "yield* lock + unlock",
    run: inGoroutine(function* (count) {
      const mutex = new Mutex();
      for (let i = 0; i < count; i++) {
        yield* lock(mutex);
        mutex.unlock();
      }
      return count;
    }),
  },
  {
    name: "yield* Gosched",
    run: inGoroutine(function* (count) {
      for (let i = 0; i < count; i++) yield* Gosched();
      return count;
    }),
  },
];
