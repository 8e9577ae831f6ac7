/** What goroutines of ours do on other threads: those that block their thread, and those that await. */

import type { RecvChan, SendChan } from "goroutine-kit";
import { parallel, type SharedChan } from "goroutine-kit/parallel";
import { KINDS, type Payload } from "../payload.ts";
import { countPrimes } from "../primes.ts";
import { BATCH, numbersFrom } from "../workload.ts";

const module = import.meta.url;

export const identity = parallel(module, function identity(n: number): number {
  return n;
});

export const primes = parallel(module, function primes(limit: number, part: number): number {
  return countPrimes(limit, part);
});

/** Adds a number to the others' sum. */
export const answer = parallel(module, async function answer(n: number, sums: SendChan<number>) {
  await sums.send(n);
});

export const echo = parallel(
  module,
  async function echo(pings: RecvChan<number>, pongs: SendChan<number>) {
    for await (const n of pings) await pongs.send(n + 1);
  },
);

export const echoBlocking = parallel(
  module,
  function echoBlocking(pings: SharedChan<number>, pongs: SharedChan<number>, size: number) {
    for (let i = 0; i < size; i++) pongs.sendSync((pings.recvSync() as number) + 1);
  },
);

export const produce = parallel(
  module,
  async function produce(values: SendChan<unknown>, payload: Payload, size: number) {
    const { make } = KINDS[payload];
    for (let i = 0; i < size; i++) await values.send(make(i));
  },
);

export const produceBlocking = parallel(
  module,
  function produceBlocking(values: SharedChan<unknown>, payload: Payload, size: number) {
    const { make } = KINDS[payload];
    for (let i = 0; i < size; i++) values.sendSync(make(i));
  },
);

export const produceBatches = parallel(
  module,
  async function produceBatches(values: SharedChan<number>, size: number) {
    for (let i = 0; i < size; i += BATCH) await values.sendBatch(numbersFrom(i, size));
  },
);

export const produceBatchesBlocking = parallel(
  module,
  function produceBatchesBlocking(values: SharedChan<number>, size: number) {
    for (let i = 0; i < size; i += BATCH) values.sendBatchSync(numbersFrom(i, size));
  },
);

/** Receives to the end; gives the sum. */
export const consume = parallel(module, async function consume(values: RecvChan<number>) {
  let sum = 0;
  for await (const n of values) sum += n;
  return sum;
});

export const consumeBlocking = parallel(
  module,
  function consumeBlocking(values: SharedChan<number>) {
    let sum = 0;
    for (let n = values.recvSync(); n !== undefined; n = values.recvSync()) sum += n;
    return sum;
  },
);

/** Sends the numbers below `size` to the channels in turn. */
export const produceInTurn = parallel(
  module,
  async function produceInTurn(channels: readonly SendChan<number>[], size: number) {
    for (let i = 0; i < size; i++) {
      await (channels[i % channels.length] as SendChan<number>).send(i);
    }
  },
);
