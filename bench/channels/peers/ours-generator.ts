/** goroutine-kit's generator goroutines: `yield* send(ch, v)`, `yield* recv(ch)`. */

import { type Chan, chan, go, Mutex, type Parked, WaitGroup } from "goroutine-kit";
import { Gosched, lock, recv, select, send, wait } from "goroutine-kit/gen";
import { open } from "../open.ts";
import type { EndlessProgram, ParkProgram, Peer, Program } from "../peer.ts";
import { type Channels, sixteenCases, twoCases } from "../select-cases.ts";
import { allStarted } from "../started.ts";
import { CONTENDERS } from "../workloads/mutex.ts";

export type Goroutine<Result> = Generator<Parked, Result, unknown>;

/** Runs the goroutine that is the program, to the end. */
export function run(program: () => Goroutine<number>): Promise<number> {
  return new Promise((resolve) => {
    go(function* () {
      resolve(yield* program());
    });
  });
}

const pingPong: Program = (size) =>
  run(function* () {
    const ping = chan<number>();
    const pong = chan<number>();
    go(function* () {
      for (let i = 0; i < size; i++) yield* send(pong, open(yield* recv(ping)) + 1);
    });
    let sum = 0;
    for (let i = 0; i < size; i++) {
      yield* send(ping, i);
      sum += open(yield* recv(pong));
    }
    return sum;
  });

function stream(capacity: number): Program {
  return (size) =>
    run(function* () {
      const numbers = chan<number>(capacity);
      go(function* () {
        for (let i = 0; i < size; i++) yield* send(numbers, i);
      });
      let sum = 0;
      for (let i = 0; i < size; i++) sum += open(yield* recv(numbers));
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
      for (let i = first; i < size; i += channels.length) yield* send(channel, i);
    });
  }
};

const oneSenderInTurn: Senders = (channels, size) => {
  go(function* () {
    for (let i = 0; i < size; ) {
      for (const channel of channels) yield* send(channel, i++);
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
        const { value } = yield* select(cases);
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
        const { value } = yield* select(cases);
        sum += open(value);
      }
      return sum;
    });
}

const spawn: Program = (size) =>
  run(function* () {
    const all = new WaitGroup();
    let sum = 0;
    // oxlint-disable-next-line require-yield -- a generator goroutine is what is measured.
    function* add(i: number): Goroutine<void> {
      sum += i;
      all.done();
    }
    for (let i = 0; i < size; i++) {
      all.add(1);
      go(add, i);
    }
    yield* wait(all);
    return sum;
  });

function* count(out: Chan<number>): Goroutine<void> {
  for (let n = 2; ; n++) yield* send(out, n);
}

function* filter(numbers: Chan<number>, out: Chan<number>, prime: number): Goroutine<void> {
  for (;;) {
    const n = open(yield* recv(numbers));
    if (n % prime !== 0) yield* send(out, n);
  }
}

const sieve: Program = (size) =>
  run(function* () {
    let numbers = chan<number>();
    go(count, numbers);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const prime = open(yield* recv(numbers));
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
      yield* lock(mutex);
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
          yield* lock(mutex);
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

const park: ParkProgram = async (size) => {
  const numbers = chan<number>();
  let started = 0;
  let woken = 0;
  let sum = 0;
  function* receive(): Goroutine<void> {
    started++;
    const received = open(yield* recv(numbers));
    sum += received;
    woken++;
  }
  for (let i = 0; i < size; i++) go(receive);
  await allStarted(() => started, size);
  return async () => {
    go(function* () {
      for (let i = 0; i < size; i++) yield* send(numbers, i);
    });
    await allStarted(() => woken, size);
    return sum;
  };
};

const pingPongUntil: EndlessProgram = (stop) =>
  run(function* () {
    const ping = chan<number>();
    const pong = chan<number>();
    go(function* () {
      for (let n = yield* recv(ping); n !== undefined; n = yield* recv(ping)) {
        yield* send(pong, n + 1);
      }
    });
    let wrong = 0;
    for (let i = 0; !stop(); i++) {
      yield* send(ping, i);
      if (open(yield* recv(pong)) !== i + 1) wrong++;
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
    spawn,
    sieve,
    mutex: mutexUncontended,
    "mutex-contended": mutexContended,
  },
  park,
  pingPongUntil,
};
