/** goroutine-kit/parallel, with goroutines that await on both sides, on event loops that go on meanwhile. */

import { type RecvCase, recv, select } from "goroutine-kit";
import { sharedChan } from "goroutine-kit/parallel";
import { consume, echo, produce, produceBatches, produceInTurn } from "../bodies/ours.ts";
import { common } from "../ours.ts";
import { KINDS } from "../payload.ts";
import { type Abilities, peerOf, sumOf } from "../peer.ts";
import { BATCH, BATCHES, SELECT_CHANNELS } from "../workload.ts";

const pingPong = async (size: number): Promise<number> => {
  const [pings, pongs] = [sharedChan<number>(), sharedChan<number>()];
  const echoing = echo(pings, pongs);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    await pings.send(i);
    sum += (await pongs.recv()) as number;
  }
  pings.close();
  await echoing;
  return sum;
};

const stream: Abilities["stream"] = (capacity, payload) => async (size) => {
  const { weigh } = KINDS[payload];
  const values = sharedChan<unknown>(capacity);
  const producing = produce(values, payload, size);
  let sum = 0;
  for (let i = 0; i < size; i++) sum += weigh(values.tryRecv() ?? (await values.recv()));
  await producing;
  return sum;
};

const batches = async (size: number): Promise<number> => {
  const values = sharedChan<number>(BATCH * BATCHES);
  const producing = produceBatches(values, size);
  let sum = 0;
  for (let got = 0; got < size; ) {
    const batch = await values.recvBatch(BATCH);
    for (const n of batch) sum += n;
    got += batch.length;
  }
  await producing;
  return sum;
};

const fanOut: Abilities["fanOut"] = (count) => async (size) => {
  const values = sharedChan<number>(128);
  const sums = Array.from({ length: count }, () => consume(values));
  for (let i = 0; i < size; i++) if (!values.trySend(i)) await values.send(i);
  values.close();
  return sumOf(await Promise.all(sums));
};

const selectOf: Abilities["select"] = (capacity) => async (size) => {
  const channels = Array.from({ length: SELECT_CHANNELS }, () => sharedChan<number>(capacity));
  const producing = produceInTurn(channels, size);
  const cases: Record<string, RecvCase<number>> = {};
  for (const [i, channel] of channels.entries()) cases[`channel ${i}`] = recv(channel);
  let sum = 0;
  for (let i = 0; i < size; i++) sum += (await select(cases)).value as number;
  await producing;
  return sum;
};

export const peer = peerOf({ ...common, pingPong, stream, batches, fanOut, select: selectOf }, "");
