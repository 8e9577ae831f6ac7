/**
 * goroutine-kit's async goroutines that try first and await only what has to wait:
 * `if (!ch.trySend(v)) await ch.send(v)`.
 */

import { type Chan, chan, Gosched, go, Mutex, select, trySelect, WaitGroup } from "goroutine-kit";
import { open } from "../open.ts";
import { cannot, type EndlessProgram, type Peer, type Program } from "../peer.ts";
import { type Channels, sixteenCases, twoCases } from "../select-cases.ts";
import { CONTENDERS } from "../workloads/mutex.ts";
import { run } from "./ours-async.ts";

const pingPong: Program = (size) =>
  run(async () => {
    const ping = chan<number>();
    const pong = chan<number>();
    go(async () => {
      for (let i = 0; i < size; i++) {
        const reply = open(ping.tryRecv() ?? (await ping.recv())) + 1;
        if (!pong.trySend(reply)) await pong.send(reply);
      }
    });
    let sum = 0;
    for (let i = 0; i < size; i++) {
      if (!ping.trySend(i)) await ping.send(i);
      sum += open(pong.tryRecv() ?? (await pong.recv()));
    }
    return sum;
  });

function stream(capacity: number): Program {
  return (size) =>
    run(async () => {
      const numbers = chan<number>(capacity);
      go(async () => {
        for (let i = 0; i < size; i++) {
          if (!numbers.trySend(i)) await numbers.send(i);
        }
      });
      let sum = 0;
      for (let i = 0; i < size; i++) sum += open(numbers.tryRecv() ?? (await numbers.recv()));
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
      for (let i = first; i < size; i += channels.length) {
        if (!channel.trySend(i)) await channel.send(i);
      }
    });
  }
};

const oneSenderInTurn: Senders = (channels, size) => {
  go(async () => {
    for (let i = 0; i < size; ) {
      for (const channel of channels) {
        if (!channel.trySend(i)) await channel.send(i);
        i++;
      }
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
        const { value } = trySelect(cases) ?? (await select(cases));
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
        const { value } = trySelect(cases) ?? (await select(cases));
        sum += open(value);
      }
      return sum;
    });
}

async function count(out: Chan<number>): Promise<void> {
  for (let n = 2; ; n++) {
    if (!out.trySend(n)) await out.send(n);
  }
}

async function filter(numbers: Chan<number>, out: Chan<number>, prime: number): Promise<void> {
  for (;;) {
    const n = open(numbers.tryRecv() ?? (await numbers.recv()));
    if (n % prime !== 0 && !out.trySend(n)) await out.send(n);
  }
}

const sieve: Program = (size) =>
  run(async () => {
    let numbers = chan<number>();
    go(count, numbers);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const prime = open(numbers.tryRecv() ?? (await numbers.recv()));
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
      if (!mutex.tryLock()) await mutex.lock();
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
          if (!mutex.tryLock()) await mutex.lock();
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

const pingPongUntil: EndlessProgram = (stop) =>
  run(async () => {
    const ping = chan<number>();
    const pong = chan<number>();
    go(async () => {
      for (;;) {
        const n = ping.tryRecv() ?? (await ping.recv());
        if (n === undefined) return;
        if (!pong.trySend(n + 1)) await pong.send(n + 1);
      }
    });
    let wrong = 0;
    for (let i = 0; !stop(); i++) {
      if (!ping.trySend(i)) await ping.send(i);
      if (open(pong.tryRecv() ?? (await pong.recv())) !== i + 1) wrong++;
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
