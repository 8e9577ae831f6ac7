/**
 * The programs of every library whose channels are two functions that return promises. Written once,
 * so that ts-chan, @thi.ng/csp, medium and csp-ts run the very same program.
 *
 * A process loads one library, so each call through `channels` has one target and V8 inlines it.
 */

import { type Cannot, cannot, type Peer, type Program } from "./peer.ts";
import { allStarted } from "./started.ts";

export interface PromiseChannels<Channel, Received> {
  /** An unbuffered channel for capacity 0, or the nearest to it that the library has. */
  make(capacity: number): Channel;
  send(channel: Channel, value: number): Promise<unknown>;
  recv(channel: Channel): Promise<Received>;
  /** The number in what `recv` resolved to. */
  value(received: Received): number;
}

/** A library that selects gives a receiver bound to its channels; it resolves to the number got. */
export type MakeSelect<Channel> = (channels: readonly Channel[]) => () => Promise<number>;

/** How many may wait on one channel; libraries with a limit spread the waiting over several. */
export interface Limits {
  readonly waitersAChannel: number;
}

const UNLIMITED: Limits = { waitersAChannel: Number.POSITIVE_INFINITY };

/** The peer without a mutex and goroutines of its own, which none of these libraries has. */
export function promiseChannelsPeer<Channel, Received>(
  libraryName: string,
  channels: PromiseChannels<Channel, Received>,
  select: MakeSelect<Channel> | Cannot,
  limits: Limits = UNLIMITED,
): Peer {
  const noMutex = cannot(`${libraryName} has no mutex`);
  const selecting = (width: number, senders: Senders<Channel, Received>) =>
    typeof select === "function" ? selectProgram(channels, select, width, senders) : select;
  return {
    programs: {
      "ping-pong": pingPong(channels),
      "stream-0": stream(channels, 0),
      "stream-128": stream(channels, 128),
      "select-2": selecting(2, oneSenderEach),
      "select-16": selecting(16, oneSenderEach),
      "select-2-one-sender": selecting(2, oneSenderInTurn),
      "select-16-one-sender": selecting(16, oneSenderInTurn),
      spawn: cannot(`${libraryName} has no goroutines of its own: one calls async functions`),
      sieve: sieve(channels),
      mutex: noMutex,
      "mutex-contended": noMutex,
    },
    park: (count) => park(channels, count, limits),
    pingPongUntil: (stop) => pingPongUntil(channels, stop),
  };
}

function pingPong<C, R>({ make, send, recv, value }: PromiseChannels<C, R>): Program {
  return async (size) => {
    const ping = make(0);
    const pong = make(0);
    const echo = async () => {
      for (let i = 0; i < size; i++) await send(pong, value(await recv(ping)) + 1);
    };
    const echoing = echo();
    let sum = 0;
    for (let i = 0; i < size; i++) {
      await send(ping, i);
      sum += value(await recv(pong));
    }
    await echoing;
    return sum;
  };
}

function stream<C, R>(
  { make, send, recv, value }: PromiseChannels<C, R>,
  capacity: number,
): Program {
  return async (size) => {
    const numbers = make(capacity);
    const produce = async () => {
      for (let i = 0; i < size; i++) await send(numbers, i);
    };
    const producing = produce();
    let sum = 0;
    for (let i = 0; i < size; i++) sum += value(await recv(numbers));
    await producing;
    return sum;
  };
}

/** Starts whoever sends the numbers below `size` over the channels; resolves when all is sent. */
type Senders<C, R> = (
  library: PromiseChannels<C, R>,
  channels: readonly C[],
  size: number,
) => Promise<unknown>;

function oneSenderEach<C, R>(
  { send }: PromiseChannels<C, R>,
  channels: readonly C[],
  size: number,
): Promise<unknown> {
  const produce = async (channel: C, first: number) => {
    for (let i = first; i < size; i += channels.length) await send(channel, i);
  };
  return Promise.all(channels.map(produce));
}

async function oneSenderInTurn<C, R>(
  { send }: PromiseChannels<C, R>,
  channels: readonly C[],
  size: number,
): Promise<void> {
  for (let i = 0; i < size; ) {
    for (const channel of channels) await send(channel, i++);
  }
}

function selectProgram<C, R>(
  library: PromiseChannels<C, R>,
  makeSelect: MakeSelect<C>,
  width: number,
  senders: Senders<C, R>,
): Program {
  return async (size) => {
    const channels = Array.from({ length: width }, () => library.make(0));
    const sending = senders(library, channels, size);
    const select = makeSelect(channels);
    let sum = 0;
    for (let i = 0; i < size; i++) sum += await select();
    await sending;
    return sum;
  };
}

function sieve<C, R>({ make, send, recv, value }: PromiseChannels<C, R>): Program {
  const count = async (out: C): Promise<never> => {
    for (let n = 2; ; n++) await send(out, n);
  };
  const filter = async (numbers: C, out: C, prime: number): Promise<never> => {
    for (;;) {
      const n = value(await recv(numbers));
      if (n % prime !== 0) await send(out, n);
    }
  };
  return async (size) => {
    const endless: Promise<never>[] = [];
    let numbers = make(0);
    endless.push(count(numbers));
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const prime = value(await recv(numbers));
      sum += prime;
      const passed = make(0);
      endless.push(filter(numbers, passed, prime));
      numbers = passed;
    }
    return sum;
  };
}

async function park<C, R>(
  { make, send, recv, value }: PromiseChannels<C, R>,
  size: number,
  { waitersAChannel }: Limits,
): Promise<() => Promise<number>> {
  const channels: C[] = [];
  const waiting: Promise<void>[] = [];
  let started = 0;
  let sum = 0;
  const wait = async (channel: C) => {
    started++;
    // Not `sum += await`: that reads the sum before it waits.
    const received = value(await recv(channel));
    sum += received;
  };
  let channel = make(0);
  for (let i = 0; i < size; i++) {
    if (i % waitersAChannel === 0) channel = make(0);
    channels.push(channel);
    waiting.push(wait(channel));
  }
  await allStarted(() => started, size);
  return async () => {
    for (const [i, parkedOn] of channels.entries()) await send(parkedOn, i);
    await Promise.all(waiting);
    return sum;
  };
}

async function pingPongUntil<C, R>(
  { make, send, recv, value }: PromiseChannels<C, R>,
  stop: () => boolean,
): Promise<number> {
  const ping = make(0);
  const pong = make(0);
  let wrong = 0;
  const echo = async () => {
    for (let n = value(await recv(ping)); n >= 0; n = value(await recv(ping))) {
      await send(pong, n + 1);
    }
  };
  const echoing = echo();
  for (let i = 0; !stop(); i++) {
    await send(ping, i);
    if (value(await recv(pong)) !== i + 1) wrong++;
  }
  await send(ping, -1);
  await echoing;
  return wrong;
}
