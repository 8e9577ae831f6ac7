/**
 * multithreading: Rust's manner of threads, with bounded channels of JSON in shared memory. Its functions
 * are sent as texts, so each of them stands by itself and imports what it needs. Its asynchronous
 * operations are the faster ones, and what it recommends.
 */

import { channel, initRuntime, move, spawn } from "multithreading";
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

initRuntime({ maxWorkers: 4 });

const NO_BYTES = cannot("multithreading's channels carry JSON");
// Some of 20,000 in a stream lack their fields, whatever memory the channel is given.
const DAMAGED = cannot("objects and arrays come damaged out of multithreading's channels");

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
  if (payload !== "int") return payload === "object" ? DAMAGED : NO_BYTES;
  return async (size) => {
    const [values, received] = channel<number>(Math.max(1, capacity));
    const producer = spawn(move(values, size), async (to, count) => {
      for (let i = 0; i < count; i++) await to.send(i);
    });
    let sum = 0;
    for (let i = 0; i < size; i++) sum += valueOf(await received.recv());
    await producer.join();
    return sum;
  };
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
    batches: DAMAGED,
    fanOut,
    cpu: (workers) => primesBy(count, workers),
    call: oneByOne(identity),
    calls: sixtyFourAtOnce(identity),
  },
  "multithreading has no select",
);
