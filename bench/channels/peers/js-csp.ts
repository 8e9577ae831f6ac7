/** js-csp 1.0: `yield put(ch, v)` and `yield take(ch)` in generators, `alts` for select. */

import csp, { type Channel } from "js-csp";
import {
  type Goroutine,
  NO_MUTEX,
  oneSenderEach,
  oneSenderInTurn,
  park,
  run,
  selecting,
  spawn,
} from "../js-csp-programs.ts";
import type { EndlessProgram, Peer, Program } from "../peer.ts";

const pingPong: Program = (size) =>
  run(function* () {
    const ping = csp.chan<number>();
    const pong = csp.chan<number>();
    csp.go(function* (): Goroutine<void> {
      for (let i = 0; i < size; i++) {
        const value: number = yield csp.take(ping);
        yield csp.put(pong, value + 1);
      }
    });
    let sum = 0;
    for (let i = 0; i < size; i++) {
      yield csp.put(ping, i);
      const value: number = yield csp.take(pong);
      sum += value;
    }
    return sum;
  });

function stream(capacity: number): Program {
  return (size) =>
    run(function* () {
      const numbers = csp.chan<number>(capacity);
      csp.go(function* (): Goroutine<void> {
        for (let i = 0; i < size; i++) yield csp.put(numbers, i);
      });
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const value: number = yield csp.take(numbers);
        sum += value;
      }
      return sum;
    });
}

function* count(out: Channel<number>): Goroutine<never> {
  for (let n = 2; ; n++) yield csp.put(out, n);
}

function* filter(numbers: Channel<number>, out: Channel<number>, prime: number): Goroutine<never> {
  for (;;) {
    const n: number = yield csp.take(numbers);
    if (n % prime !== 0) yield csp.put(out, n);
  }
}

const sieve: Program = (size) =>
  run(function* () {
    let numbers = csp.chan<number>();
    csp.go(count, [numbers]);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const prime: number = yield csp.take(numbers);
      sum += prime;
      const passed = csp.chan<number>();
      csp.go(filter, [numbers, passed, prime]);
      numbers = passed;
    }
    return sum;
  });

const pingPongUntil: EndlessProgram = (stop) =>
  run(function* () {
    const ping = csp.chan<number>();
    const pong = csp.chan<number>();
    csp.go(function* (): Goroutine<void> {
      for (;;) {
        const value: number = yield csp.take(ping);
        yield csp.put(pong, value + 1);
      }
    });
    let wrong = 0;
    for (let i = 0; !stop(); i++) {
      yield csp.put(ping, i);
      const value: number = yield csp.take(pong);
      if (value !== i + 1) wrong++;
    }
    return wrong;
  });

export const peer: Peer = {
  programs: {
    "ping-pong": pingPong,
    "stream-0": stream(0),
    "stream-128": stream(128),
    "select-2": selecting(2, oneSenderEach),
    "select-16": selecting(16, oneSenderEach),
    "select-2-one-sender": selecting(2, oneSenderInTurn),
    "select-16-one-sender": selecting(16, oneSenderInTurn),
    spawn,
    sieve,
    mutex: NO_MUTEX,
    "mutex-contended": NO_MUTEX,
  },
  park,
  pingPongUntil,
};
