/** goroutine-kit/parallel, with threads that block: `sendSync` and `recvSync` on both sides. */

import { sharedChan } from "goroutine-kit/parallel";
import {
  consumeBlocking,
  echoBlocking,
  produceBatchesBlocking,
  produceBlocking,
} from "../bodies/ours.ts";
import { common, workers } from "../ours.ts";
import { KINDS } from "../payload.ts";
import { type Abilities, peerOf, sumOf } from "../peer.ts";
import { BATCH, BATCHES } from "../workload.ts";

const pingPong = async (size: number): Promise<number> => {
  const [pings, pongs] = [sharedChan<number>(), sharedChan<number>()];
  const echoing = echoBlocking(pings, pongs, size);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    pings.sendSync(i);
    sum += pongs.recvSync() as number;
  }
  await echoing;
  return sum;
};

const stream: Abilities["stream"] = (capacity, payload) => async (size) => {
  const { weigh } = KINDS[payload];
  const values = sharedChan<unknown>(capacity);
  const producing = produceBlocking(values, payload, size);
  let sum = 0;
  for (let i = 0; i < size; i++) sum += weigh(values.recvSync());
  await producing;
  return sum;
};

const batches = async (size: number): Promise<number> => {
  const values = sharedChan<number>(BATCH * BATCHES);
  const producing = produceBatchesBlocking(values, size);
  let sum = 0;
  for (let got = 0; got < size; ) {
    const batch = values.recvBatchSync(BATCH);
    for (const n of batch) sum += n;
    got += batch.length;
  }
  await producing;
  return sum;
};

// Only here, so that no other program shares the cores with workers that it does not use.
const fanOut: Abilities["fanOut"] = (count) => async (size) => {
  workers(count);
  const values = sharedChan<number>(128);
  const sums = Array.from({ length: count }, () => consumeBlocking(values));
  for (let i = 0; i < size; i++) values.sendSync(i);
  values.close();
  return sumOf(await Promise.all(sums));
};

export const peer = peerOf(
  { ...common, pingPong, stream, batches, fanOut },
  "a select is awaited, see the async peer",
);
