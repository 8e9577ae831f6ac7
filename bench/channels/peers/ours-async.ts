/** goroutine-kit's async goroutines, in plain words: `await ch.send(v)`, `await ch.recv()`. */

import { type Chan, chan, Gosched, go, Mutex, select, WaitGroup } from "goroutine-kit";
import { open } from "../open.ts";
import type { EndlessProgram, ParkProgram, Peer, Program } from "../peer.ts";
import { type Channels, sixteenCases, twoCases } from "../select-cases.ts";
import { allStarted } from "../started.ts";
import { CONTENDERS } from "../workloads/mutex.ts";

/** Runs the goroutine that is the program, to the end. */
export function run(program: () => Promise<number>): Promise<number> {
  return new Promise((resolve) => {
    go(async () => {
      resolve(await program());
    });
  });
}

const pingPong: Program = (size) =>
  run(async () => {
    const ping = chan<number>();
    const pong = chan<number>();
    go(async () => {
      for (let i = 0; i < size; i++) await pong.send(open(await ping.recv()) + 1);
    });
    let sum = 0;
    for (let i = 0; i < size; i++) {
      await ping.send(i);
      sum += open(await pong.recv());
    }
    return sum;
  });

function stream(capacity: number): Program {
  return (size) =>
    run(async () => {
      const numbers = chan<number>(capacity);
      go(async () => {
        for (let i = 0; i < size; i++) await numbers.send(i);
      });
      let sum = 0;
      for (let i = 0; i < size; i++) sum += open(await numbers.recv());
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
    go(async () => {
      for (let i = first; i < size; i += channels.length) await channel.send(i);
    });
  }
};

const oneSenderInTurn: Senders = (channels, size) => {
  go(async () => {
    for (let i = 0; i < size; ) {
      for (const channel of channels) await channel.send(i++);
    }
  });
};

function selectTwo(senders: Senders): Program {
  return (size) =>
    run(async () => {
      const channels = makeChannels(2);
      senders(channels, size);
      const cases = twoCases(channels);
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const { value } = await select(cases);
        sum += open(value);
      }
      return sum;
    });
}

function selectSixteen(senders: Senders): Program {
  return (size) =>
    run(async () => {
      const channels = makeChannels(16);
      senders(channels, size);
      const cases = sixteenCases(channels);
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const { value } = await select(cases);
        sum += open(value);
      }
      return sum;
    });
}

const spawn: Program = (size) =>
  run(async () => {
    const all = new WaitGroup();
    let sum = 0;
    const add = async (i: number) => {
      sum += i;
      all.done();
    };
    for (let i = 0; i < size; i++) {
      all.add(1);
      go(add, i);
    }
    await all.wait();
    return sum;
  });

async function count(out: Chan<number>): Promise<void> {
  for (let n = 2; ; n++) await out.send(n);
}

async function filter(numbers: Chan<number>, out: Chan<number>, prime: number): Promise<void> {
  for (;;) {
    const n = open(await numbers.recv());
    if (n % prime !== 0) await out.send(n);
  }
}

const sieve: Program = (size) =>
  run(async () => {
    let numbers = chan<number>();
    go(count, numbers);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const prime = open(await numbers.recv());
      sum += prime;
      const passed = chan<number>();
      go(filter, numbers, passed, prime);
      numbers = passed;
    }
    return sum;
  });

const mutexUncontended: Program = (size) =>
  run(async () => {
    const mutex = new Mutex();
    let counter = 0;
    for (let i = 0; i < size; i++) {
      await mutex.lock();
      counter++;
      mutex.unlock();
    }
    return counter;
  });

const mutexContended: Program = (size) =>
  run(async () => {
    const all = new WaitGroup();
    const mutex = new Mutex();
    let counter = 0;
    for (let c = 0; c < CONTENDERS; c++) {
      all.add(1);
      go(async () => {
        for (let i = 0; i < size / CONTENDERS; i++) {
          await mutex.lock();
          const read = counter;
          await Gosched();
          counter = read + 1;
          mutex.unlock();
        }
        all.done();
      });
    }
    await all.wait();
    return counter;
  });

const park: ParkProgram = async (size) => {
  const numbers = chan<number>();
  let started = 0;
  let woken = 0;
  let sum = 0;
  const receive = async () => {
    started++;
    const received = open(await numbers.recv());
    sum += received;
    woken++;
  };
  for (let i = 0; i < size; i++) go(receive);
  await allStarted(() => started, size);
  return async () => {
    for (let i = 0; i < size; i++) await numbers.send(i);
    await allStarted(() => woken, size);
    return sum;
  };
};

const pingPongUntil: EndlessProgram = (stop) =>
  run(async () => {
    const ping = chan<number>();
    const pong = chan<number>();
    go(async () => {
      for await (const n of ping) await pong.send(n + 1);
    });
    let wrong = 0;
    for (let i = 0; !stop(); i++) {
      await ping.send(i);
      if (open(await pong.recv()) !== i + 1) wrong++;
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
