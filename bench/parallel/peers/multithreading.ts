/**
 * multithreading: Rust's manner of threads, with bounded channels of JSON in shared memory. Its functions
 * are sent as texts, so each of them stands by itself and imports what it needs. Its asynchronous
 * operations are the faster ones, and what it recommends.
 */

import { channel, initRuntime, move, spawn } from "multithreading";
import { KINDS } from "../payload.ts";
import {
  type Abilities,
  cannot,
  type Identity,
  oneByOne,
  peerOf,
  primesBy,
  sixtyFourAtOnce,
  sumOf,
} from "../peer.ts";
import { BATCH, BATCHES } from "../workload.ts";

initRuntime({ maxWorkers: 4 });

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

/** What the library answered. @throws {Error} where that is a failure. */
function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error("multithreading has answered with a failure", { cause: answer });
  return answer.value;
}

const pingPong = async (size: number): Promise<number> => {
  // It has no unbuffered channels.
  const [ping, pings] = channel<number>(1);
  const [pong, pongs] = channel<number>(1);
  const echo = spawn(move(pings, pong, size), async (from, to, rounds) => {
    for (let i = 0; i < rounds; i++) {
      const received = await from.recv();
      if (received.ok) await to.send(received.value + 1);
    }
  });
  let sum = 0;
  for (let i = 0; i < size; i++) {
    await ping.send(i);
    sum += valueOf(await pongs.recv());
  }
  await echo.join();
  return sum;
};

const stream: Abilities["stream"] = (capacity, payload) => {
  if (payload.startsWith("bytes")) return cannot("multithreading's channels carry JSON");
  const { weigh } = KINDS[payload];
  return async (size) => {
    const [values, received] = channel<unknown>(Math.max(1, capacity));
    const producer = spawn(move(values, payload, size), async (to, kind, count) => {
      const { KINDS: kinds } = await import("../payload.ts");
      for (let i = 0; i < count; i++) await to.send(kinds[kind].make(i));
    });
    let sum = 0;
    for (let i = 0; i < size; i++) sum += weigh(valueOf(await received.recv()));
    await producer.join();
    return sum;
  };
};

const batches = async (size: number): Promise<number> => {
  const [values, received] = channel<number[]>(BATCHES);
  const producer = spawn(move(values, size, BATCH), async (to, count, batch) => {
    const { numbersFrom } = await import("../workload.ts");
    for (let first = 0; first < count; first += batch) await to.send(numbersFrom(first, count));
  });
  let sum = 0;
  for (let got = 0; got < size; got += BATCH) sum += sumOf(valueOf(await received.recv()));
  await producer.join();
  return sum;
};

const fanOut: Abilities["fanOut"] = (workers) => async (size) => {
  const [values, received] = channel<number>(128);
  const consumers = Array.from({ length: workers }, () =>
    spawn(move(received.clone()), async (from) => {
      let sum = 0;
      for await (const value of from) sum += value;
      return sum;
    }).join(),
  );
  for (let i = 0; i < size; i++) await values.send(i);
  values.close();
  return sumOf((await Promise.all(consumers)).map(valueOf));
};

const identity: Identity = async (n) => valueOf(await spawn(move(n), (same) => same).join());

async function count(limit: number, part: number): Promise<number> {
  const counted = spawn(move(limit, part), async (below, of) => {
    const { countPrimes } = await import("../primes.ts");
    return countPrimes(below, of);
  });
  return valueOf(await counted.join());
}

export const peer = peerOf(
  {
    pingPong,
    stream,
    batches,
    fanOut,
    cpu: (workers) => primesBy(count, workers),
    call: oneByOne(identity),
    calls: sixtyFourAtOnce(identity),
  },
  "multithreading has no select",
);
