/** ts-chan 0.6, unsafe, and each operation tried before it is awaited: the fastest it can do. */

import type { Peer, Program } from "../peer.ts";
import { type Chan, makeChan, makeSelect, selected, tsChanPeer } from "../ts-chan-programs.ts";

const make = (capacity: number) => makeChan(capacity, "unsafe");

async function pingPong(size: number): Promise<number> {
  const ping = make(0);
  const pong = make(0);
  const echo = async () => {
    for (let i = 0; i < size; i++) {
      const { value } = ping.tryRecv() ?? (await ping.recv());
      if (!pong.trySend(value + 1)) await pong.send(value + 1);
    }
  };
  const echoing = echo();
  let sum = 0;
  for (let i = 0; i < size; i++) {
    if (!ping.trySend(i)) await ping.send(i);
    sum += (pong.tryRecv() ?? (await pong.recv())).value;
  }
  await echoing;
  return sum;
}

function stream(capacity: number): Program {
  return async (size) => {
    const numbers = make(capacity);
    const producing = sendEvery(numbers, 0, 1, size);
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (numbers.tryRecv() ?? (await numbers.recv())).value;
    await producing;
    return sum;
  };
}

async function sendEvery(channel: Chan, first: number, step: number, end: number): Promise<void> {
  for (let i = first; i < end; i += step) {
    if (!channel.trySend(i)) await channel.send(i);
  }
}

async function sendInTurn(channels: readonly Chan[], size: number): Promise<void> {
  for (let i = 0; i < size; ) {
    for (const channel of channels) {
      if (!channel.trySend(i)) await channel.send(i);
      i++;
    }
  }
}

function selecting(width: number, senders: "each" | "in turn"): Program {
  return async (size) => {
    const channels = Array.from({ length: width }, () => make(0));
    const sending =
      senders === "each"
        ? Promise.all(channels.map((channel, first) => sendEvery(channel, first, width, size)))
        : sendInTurn(channels, size);
    const select = makeSelect(channels, "unsafe");
    let sum = 0;
    for (let i = 0; i < size; i++) sum += selected(select, select.poll() ?? (await select.wait()));
    await sending;
    return sum;
  };
}

async function count(out: Chan): Promise<never> {
  for (let n = 2; ; n++) {
    if (!out.trySend(n)) await out.send(n);
  }
}

async function filter(numbers: Chan, out: Chan, prime: number): Promise<never> {
  for (;;) {
    const { value } = numbers.tryRecv() ?? (await numbers.recv());
    if (value % prime !== 0 && !out.trySend(value)) await out.send(value);
  }
}

async function sieve(size: number): Promise<number> {
  const endless: Promise<never>[] = [];
  let numbers = make(0);
  endless.push(count(numbers));
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const { value: prime } = numbers.tryRecv() ?? (await numbers.recv());
    sum += prime;
    const passed = make(0);
    endless.push(filter(numbers, passed, prime));
    numbers = passed;
  }
  return sum;
}

const unsafe = tsChanPeer("unsafe");

export const peer: Peer = {
  ...unsafe,
  programs: {
    ...unsafe.programs,
    "ping-pong": pingPong,
    "stream-0": stream(0),
    "stream-128": stream(128),
    "select-2": selecting(2, "each"),
    "select-16": selecting(16, "each"),
    "select-2-one-sender": selecting(2, "in turn"),
    "select-16-one-sender": selecting(16, "in turn"),
    sieve,
  },
};
