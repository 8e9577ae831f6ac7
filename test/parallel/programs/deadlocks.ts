// Programs in which all goroutines of all threads come to wait for ever, or seem to: by the argument.

import { chan, go, main, sleep } from "../../../src/index.ts";
import { parallel, type SharedChan, sharedChan } from "../../../src/parallel/index.ts";

const consume = parallel(import.meta.url, async function consume(from: SharedChan<number>) {
  await from.recv();
});

const consumeBlocking = parallel(
  import.meta.url,
  function consumeBlocking(from: SharedChan<number>) {
    from.recvSync();
  },
);

const square = parallel(import.meta.url, async function square(n: number) {
  return n * n;
});

/** Sends after so many milliseconds of sleep. */
const sendLate = parallel(
  import.meta.url,
  async function sendLate(to: SharedChan<string>, afterMs: number) {
    await sleep(afterMs);
    await to.send("late, but here");
  },
);

/** Sends after having counted for so many milliseconds. */
const sendBusy = parallel(
  import.meta.url,
  async function sendBusy(to: SharedChan<string>, forMs: number) {
    const end = performance.now() + forMs;
    while (performance.now() < end);
    await to.send("busy, but here");
  },
);

const programs: Readonly<Record<string, () => Promise<void>>> = {
  /** A goroutine of each of two workers waits, and so does main. */
  async everywhere() {
    const empty = sharedChan<number>();
    go(consume, empty);
    go(consume, empty);
    await empty.recv();
  },
  /** Workers and main block their threads. */
  async blocking() {
    const empty = sharedChan<number>();
    await square(1);
    go(consumeBlocking, empty);
    empty.recvSync();
  },
  /** Main waits for a channel of its own, while a worker has nothing to do. */
  async idle() {
    await square(1);
    await chan<number>().recv();
  },
  /** Main waits for a shared channel that nobody else knows. */
  async alone() {
    await sharedChan<number>().recv();
  },
  /** A worker has a timer. */
  async timer() {
    const late = sharedChan<string>();
    go(sendLate, late, 700);
    console.log(await late.recv());
  },
  /** A worker has a timer, and main blocks. */
  async timerBlocking() {
    const late = sharedChan<string>();
    await square(1);
    go(sendLate, late, 700);
    console.log(late.recvSync());
  },
  /** Main has a timer; the worker waits for it. */
  async ownTimer() {
    const late = sharedChan<number>();
    const consumed = consume(late);
    await sleep(700);
    await late.send(1);
    await consumed;
    console.log("late, but here");
  },
  /** A worker counts. */
  async busy() {
    const late = sharedChan<string>();
    go(sendBusy, late, 700);
    console.log(await late.recv());
  },
  /** Main waits for a channel of its own; a worker goes on, and ends in time. */
  async elsewhere() {
    const late = sharedChan<string>(1);
    const ended = chan<void>();
    go(async () => {
      await sendLate(late, 700);
      ended.close();
    });
    await ended.recv();
    console.log(await late.recv());
  },
};

main(async () => programs[process.argv[2] ?? ""]?.());
