/**
 * goroutine-kit's generator goroutines that try first and yield only where they have to wait:
 * `if (!ch.trySend(v)) yield* send(ch, v)`.
 */

import { type Chan, chan, go, Mutex, trySelect, WaitGroup } from "goroutine-kit";
import { Gosched, lock, recv, select, send, wait } from "goroutine-kit/gen";
import { open } from "../open.ts";
import { cannot, type EndlessProgram, type Peer, type Program } from "../peer.ts";
import { type Channels, sixteenCases, twoCases } from "../select-cases.ts";
import { CONTENDERS } from "../workloads/mutex.ts";
import { type Goroutine, run } from "./ours-generator.ts";

const pingPong: Program = (size) =>
  run(function* () {
    const ping = chan<number>();
    const pong = chan<number>();
    go(function* () {
      for (let i = 0; i < size; i++) {
        const reply = open(ping.tryRecv() ?? (yield* recv(ping))) + 1;
        if (!pong.trySend(reply)) yield* send(pong, reply);
      }
    });
    let sum = 0;
    for (let i = 0; i < size; i++) {
      if (!ping.trySend(i)) yield* send(ping, i);
      sum += open(pong.tryRecv() ?? (yield* recv(pong)));
    }
    return sum;
  });

function stream(capacity: number): Program {
  return (size) =>
    run(function* () {
      const numbers = chan<number>(capacity);
      go(function* () {
        for (let i = 0; i < size; i++) {
          if (!numbers.trySend(i)) yield* send(numbers, i);
        }
      });
      let sum = 0;
      for (let i = 0; i < size; i++) sum += open(numbers.tryRecv() ?? (yield* recv(numbers)));
      return sum;
    });
}

function makeChannels(width: number): Channels {
  return Array.from({ length: width }, () => chan<number>());
}

/** Starts whoever sends the numbers below `size` over the channels. */
type Senders = (channels: Channels, size: number) => void;

const oneSenderEach: Senders = (channels, size) => {
  for (const [first, channel] of channels.entries()) {
    go(function* () {
      for (let i = first; i < size; i += channels.length) {
        if (!channel.trySend(i)) yield* send(channel, i);
      }
    });
  }
};

const oneSenderInTurn: Senders = (channels, size) => {
  go(function* () {
    for (let i = 0; i < size; ) {
      for (const channel of channels) {
        if (!channel.trySend(i)) yield* send(channel, i);
        i++;
      }
    }
  });
};

function selectTwo(senders: Senders): Program {
  return (size) =>
    run(function* () {
      const channels = makeChannels(2);
      senders(channels, size);
      const cases = twoCases(channels);
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const { value } = trySelect(cases) ?? (yield* select(cases));
        sum += open(value);
      }
      return sum;
    });
}

function selectSixteen(senders: Senders): Program {
  return (size) =>
    run(function* () {
      const channels = makeChannels(16);
      senders(channels, size);
      const cases = sixteenCases(channels);
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const { value } = trySelect(cases) ?? (yield* select(cases));
        sum += open(value);
      }
      return sum;
    });
}

function* count(out: Chan<number>): Goroutine<void> {
  for (let n = 2; ; n++) {
    if (!out.trySend(n)) yield* send(out, n);
  }
}

function* filter(numbers: Chan<number>, out: Chan<number>, prime: number): Goroutine<void> {
  for (;;) {
    const n = open(numbers.tryRecv() ?? (yield* recv(numbers)));
    if (n % prime !== 0 && !out.trySend(n)) yield* send(out, n);
  }
}

const sieve: Program = (size) =>
  run(function* () {
    let numbers = chan<number>();
    go(count, numbers);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const prime = open(numbers.tryRecv() ?? (yield* recv(numbers)));
      sum += prime;
      const passed = chan<number>();
      go(filter, numbers, passed, prime);
      numbers = passed;
    }
    return sum;
  });

const mutexUncontended: Program = (size) =>
  run(function* () {
    const mutex = new Mutex();
    let counter = 0;
    for (let i = 0; i < size; i++) {
      if (!mutex.tryLock()) yield* lock(mutex);
      counter++;
      mutex.unlock();
    }
    return counter;
  });

const mutexContended: Program = (size) =>
  run(function* () {
    const all = new WaitGroup();
    const mutex = new Mutex();
    let counter = 0;
    for (let c = 0; c < CONTENDERS; c++) {
      all.add(1);
      go(function* () {
        for (let i = 0; i < size / CONTENDERS; i++) {
          if (!mutex.tryLock()) yield* lock(mutex);
          const read = counter;
          yield* Gosched();
          counter = read + 1;
          mutex.unlock();
        }
        all.done();
      });
    }
    yield* wait(all);
    return counter;
  });

const pingPongUntil: EndlessProgram = (stop) =>
  run(function* () {
    const ping = chan<number>();
    const pong = chan<number>();
    go(function* () {
      for (;;) {
        const n = ping.tryRecv() ?? (yield* recv(ping));
        if (n === undefined) return;
        if (!pong.trySend(n + 1)) yield* send(pong, n + 1);
      }
    });
    let wrong = 0;
    for (let i = 0; !stop(); i++) {
      if (!ping.trySend(i)) yield* send(ping, i);
      if (open(pong.tryRecv() ?? (yield* recv(pong))) !== i + 1) wrong++;
    }
    ping.close();
    return wrong;
  });

export const peer: Peer = {
  programs: {
    "ping-pong": pingPong,
    "stream-0": stream(0),
    "stream-128": stream(128),
    "select-2": selectTwo(oneSenderEach),
    "select-16": selectSixteen(oneSenderEach),
    "select-2-one-sender": selectTwo(oneSenderInTurn),
    "select-16-one-sender": selectSixteen(oneSenderInTurn),
    spawn: cannot("starting, parking and waking hold nothing to try first"),
    sieve,
    mutex: mutexUncontended,
    "mutex-contended": mutexContended,
  },
  park: cannot("starting, parking and waking hold nothing to try first"),
  pingPongUntil,
};
