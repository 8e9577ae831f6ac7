/** js-csp 1.0 with `offer` and `poll` tried before a goroutine yields. */

import csp, { type Channel } from "js-csp";
import { type Goroutine, run } from "../js-csp-programs.ts";
import type { Peer, Program } from "../peer.ts";
import { peer as plain } from "./js-csp.ts";

/** `poll`, with js-csp's mark for "nothing there" as undefined. */
function poll(channel: Channel<number>): number | undefined {
  const value = csp.poll(channel);
  return value === csp.NO_VALUE ? undefined : value;
}

const pingPong: Program = (size) =>
  run(function* () {
    const ping = csp.chan<number>();
    const pong = csp.chan<number>();
    csp.go(function* (): Goroutine<void> {
      for (let i = 0; i < size; i++) {
        const value: number = poll(ping) ?? (yield csp.take(ping));
        if (!csp.offer(pong, value + 1)) yield csp.put(pong, value + 1);
      }
    });
    let sum = 0;
    for (let i = 0; i < size; i++) {
      if (!csp.offer(ping, i)) yield csp.put(ping, i);
      const value: number = poll(pong) ?? (yield csp.take(pong));
      sum += value;
    }
    return sum;
  });

function stream(capacity: number): Program {
  return (size) =>
    run(function* () {
      const numbers = csp.chan<number>(capacity);
      csp.go(function* (): Goroutine<void> {
        for (let i = 0; i < size; i++) {
          if (!csp.offer(numbers, i)) yield csp.put(numbers, i);
        }
      });
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const value: number = poll(numbers) ?? (yield csp.take(numbers));
        sum += value;
      }
      return sum;
    });
}

function* count(out: Channel<number>): Goroutine<never> {
  for (let n = 2; ; n++) {
    if (!csp.offer(out, n)) yield csp.put(out, n);
  }
}

function* filter(numbers: Channel<number>, out: Channel<number>, prime: number): Goroutine<never> {
  for (;;) {
    const n: number = poll(numbers) ?? (yield csp.take(numbers));
    if (n % prime !== 0 && !csp.offer(out, n)) yield csp.put(out, n);
  }
}

const sieve: Program = (size) =>
  run(function* () {
    let numbers = csp.chan<number>();
    csp.go(count, [numbers]);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const prime: number = poll(numbers) ?? (yield csp.take(numbers));
      sum += prime;
      const passed = csp.chan<number>();
      csp.go(filter, [numbers, passed, prime]);
      numbers = passed;
    }
    return sum;
  });

export const peer: Peer = {
  ...plain,
  programs: {
    ...plain.programs,
    "ping-pong": pingPong,
    "stream-0": stream(0),
    "stream-128": stream(128),
    sieve,
  },
};
