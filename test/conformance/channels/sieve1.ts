// Go's test/chan/sieve1.go: the primes up to 100, by a chain of filters, one for each prime.

import { expect } from "vitest";
import { recv, recvOk, send } from "../../../src/gen.ts";
import { type RecvChan, type SendChan } from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

/** The primes below 100. */
export const primesBelow100: readonly number[] = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
];

const generate = both(
  async (ch: SendChan<number>) => {
    for (let i = 2; ; i++) await ch.send(i);
  },
  function* (ch) {
    for (let i = 2; ; i++) yield* send(ch, i);
  },
);

const filter = both(
  async (input: RecvChan<number>, out: SendChan<number>, prime: number) => {
    for await (const i of input) {
      if (i % prime !== 0) await out.send(i);
    }
  },
  function* (input, out, prime) {
    for (let r = yield* recvOk(input); r.ok; r = yield* recvOk(input)) {
      if (r.value % prime !== 0) yield* send(out, r.value);
    }
  },
);

export const sieve1: Case = {
  name: "sieve1",
  holds: "the concurrent prime sieve",
  main: both(
    async (t) => {
      let ch = chan<number>();
      t.go(generate, ch);
      for (const expected of primesBelow100) {
        const prime = (await ch.recv()) ?? 0;
        expect(prime).toBe(expected);
        const next = chan<number>();
        t.go(filter, ch, next, prime);
        ch = next;
      }
    },
    function* (t) {
      let ch = chan<number>();
      t.go(generate, ch);
      for (const expected of primesBelow100) {
        const prime = (yield* recv(ch)) ?? 0;
        expect(prime).toBe(expected);
        const next = chan<number>();
        t.go(filter, ch, next, prime);
        ch = next;
      }
    },
  ),
};
