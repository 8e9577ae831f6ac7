// Go's test/chan/sieve2.go: the primes up to 100, by merging the multiples of each prime into a channel
// of composites, which is taken from the odd numbers. The primes found feed the multiples, through a
// goroutine that holds as many as it must, so that the ring of goroutines does not lock itself.

import { expect } from "vitest";
import { recv, select, send } from "../../../src/gen.ts";
import {
  type Chan,
  type RecvChan,
  recv as recvCase,
  type SendChan,
  select as selectAsync,
  send as sendCase,
} from "../../../src/index.ts";
import { both, type Case, type T } from "../kinds.ts";
import { chan } from "../medium.ts";
import { primesBelow100 } from "./sieve1.ts";

const count = both(
  async (out: SendChan<number>, from: number, step: number) => {
    for (let n = from; ; n += step) await out.send(n);
  },
  function* (out, from, step) {
    for (let n = from; ; n += step) yield* send(out, n);
  },
);

function counting(t: T, capacity: number, from: number, step: number): RecvChan<number> {
  const out = chan<number>(capacity);
  t.go(count, out, from, step);
  return out;
}

/** Passes on what it receives, and never keeps a sender waiting for a receiver. */
const queue = both(
  async (input: RecvChan<number>, out: SendChan<number>) => {
    const waiting: number[] = [];
    for (;;) {
      const [first] = waiting;
      const event = await selectAsync({
        more: recvCase(input),
        less: first === undefined ? null : sendCase(out, first),
      });
      if (event.case === "less") waiting.shift();
      else if (event.ok) waiting.push(event.value);
    }
  },
  function* (input, out) {
    const waiting: number[] = [];
    for (;;) {
      const [first] = waiting;
      const event = yield* select({
        more: recv(input),
        less: first === undefined ? null : send(out, first),
      });
      if (event.case === "less") waiting.shift();
      else if (event.ok) waiting.push(event.value);
    }
  },
);

/** The multiples of a prime that are still to come, and the next of them. */
interface Multiples {
  next: number;
  readonly others: RecvChan<number>;
}

function leastOf(all: readonly Multiples[]): Multiples | undefined {
  return all.reduce<Multiples | undefined>(
    (least, m) => (least === undefined || m.next < least.next ? m : least),
    undefined,
  );
}

/** Merges the multiples of `primes`: sends each composite once, in increasing order. */
const merge = both(
  async (t: T, primes: RecvChan<number>, composites: SendChan<number>) => {
    const all: Multiples[] = [];
    for (;;) {
      const p = (await primes.recv()) ?? 0;
      const others = counting(t, 10, p * p, 2 * p);
      const square = (await others.recv()) ?? 0;
      for (let m = leastOf(all); m !== undefined && m.next <= square; m = leastOf(all)) {
        const composite = m.next;
        if (composite < square) await composites.send(composite);
        for (const same of all) {
          if (same.next === composite) same.next = (await same.others.recv()) ?? 0;
        }
      }
      await composites.send(square);
      all.push({ next: (await others.recv()) ?? 0, others });
    }
  },
  function* (t, primes, composites) {
    const all: Multiples[] = [];
    for (;;) {
      const p = (yield* recv(primes)) ?? 0;
      const others = counting(t, 10, p * p, 2 * p);
      const square = (yield* recv(others)) ?? 0;
      for (let m = leastOf(all); m !== undefined && m.next <= square; m = leastOf(all)) {
        const composite = m.next;
        if (composite < square) yield* send(composites, composite);
        for (const same of all) {
          if (same.next === composite) same.next = (yield* recv(same.others)) ?? 0;
        }
      }
      yield* send(composites, square);
      all.push({ next: (yield* recv(others)) ?? 0, others });
    }
  },
);

/** Sends the candidates that are no composites, both to `out` and back to `primes`. */
const sift = both(
  async (
    candidates: RecvChan<number>,
    composites: RecvChan<number>,
    primes: SendChan<number>,
    out: SendChan<number>,
  ) => {
    let p = (await candidates.recv()) ?? 0;
    for (;;) {
      const composite = (await composites.recv()) ?? 0;
      for (; p < composite; p = (await candidates.recv()) ?? 0) {
        await primes.send(p);
        await out.send(p);
      }
      if (p === composite) p = (await candidates.recv()) ?? 0;
    }
  },
  function* (candidates, composites, primes, out) {
    let p = (yield* recv(candidates)) ?? 0;
    for (;;) {
      const composite = (yield* recv(composites)) ?? 0;
      for (; p < composite; p = (yield* recv(candidates)) ?? 0) {
        yield* send(primes, p);
        yield* send(out, p);
      }
      if (p === composite) p = (yield* recv(candidates)) ?? 0;
    }
  },
);

function sieve(t: T): Chan<number> {
  const out = chan<number>(10);
  out.trySend(2);
  out.trySend(3);
  const primes = chan<number>(10);
  primes.trySend(3);
  const found = chan<number>(10);
  const composites = chan<number>(50);
  t.go(queue, found, primes);
  t.go(merge, t, primes, composites);
  t.go(sift, counting(t, 50, 5, 2), composites, found, out);
  return out;
}

export const sieve2: Case = {
  name: "sieve2",
  holds: "the sieve that eliminates composites, with a feedback loop",
  main: both(
    async (t) => {
      const primes = sieve(t);
      for (const expected of primesBelow100) expect(await primes.recv()).toBe(expected);
    },
    function* (t) {
      const primes = sieve(t);
      for (const expected of primesBelow100) expect(yield* recv(primes)).toBe(expected);
    },
  ),
};
