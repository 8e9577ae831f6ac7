// A user's program in plain JavaScript, importing the package by its name: one check for each room.
// It names nothing of a platform, so that it runs unchanged on Node, Bun, Deno and in a browser.

import {
  after,
  background,
  chan,
  DeadlineExceeded,
  go,
  Mutex,
  newTicker,
  recv,
  select,
  send,
  sleep,
  trySelect,
  WaitGroup,
  withTimeout,
} from "goroutine-kit";
import { fromAsyncIterable, fromEventTarget } from "goroutine-kit/events";
import * as gen from "goroutine-kit/gen";
import { fromReadableStream, toReadableStream, toWritableStream } from "goroutine-kit/streams";
import { simulate } from "goroutine-kit/testing";
import { Condition, Lock, Queue, Thread, ThreadPoolExecutor } from "goroutine-kit/threading";

function equal(got, want) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Error(`got ${a}, want ${b}`);
}

const checks = {
  async "an async goroutine sends to a loop over its channel"() {
    const ch = chan();
    go(async () => {
      for (const n of [1, 2, 3]) await ch.send(n);
      ch.close();
    });
    const got = [];
    for await (const n of ch) got.push(n);
    equal(got, [1, 2, 3]);
    equal(await ch.recvOk(), { ok: false });
  },

  async "a generator goroutine serves an async one"() {
    const [questions, answers] = [chan(), chan(1)];
    go(function* () {
      for (;;) {
        const n = yield* recv(questions);
        if (n === undefined) return answers.close();
        yield* send(answers, n * n);
      }
    });
    const got = [];
    for (const n of [2, 3, 4]) {
      await questions.send(n);
      got.push(await answers.recv());
    }
    questions.close();
    equal(got, [4, 9, 16]);
    equal(await answers.recv(), undefined);
  },

  async "select takes the case that is ready, and a nil case never"() {
    const [a, b] = [chan(1), chan(1)];
    equal(trySelect({ a: recv(a), b: recv(b) }), undefined);
    b.trySend("b");
    const event = await select({ a: null, b: recv(b) });
    equal([event.case, event.value, event.ok], ["b", "b", true]);
    equal((await select({ a: send(a, 1), b: recv(b) })).case, "a");
  },

  async "a generator goroutine selects and sleeps"() {
    const [a, out] = [chan(1), chan()];
    go(function* () {
      const event = yield* gen.select({ a: send(a, 7) });
      yield* gen.sleep(1);
      yield* send(out, [event.case, yield* recv(a)]);
    });
    equal(await out.recv(), ["a", 7]);
  },

  async "a WaitGroup waits for both kinds of goroutine, a Mutex keeps them apart"() {
    const [wg, mutex] = [new WaitGroup(), new Mutex()];
    let [inside, most, turns] = [0, 0, 0];
    wg.add(4);
    for (let i = 0; i < 2; i++) {
      go(async () => {
        await mutex.lock();
        most = Math.max(most, ++inside);
        await sleep(1);
        inside--;
        turns++;
        mutex.unlock();
        wg.done();
      });
      go(function* () {
        yield* gen.lock(mutex);
        most = Math.max(most, ++inside);
        yield* gen.sleep(1);
        inside--;
        turns++;
        mutex.unlock();
        wg.done();
      });
    }
    await wg.wait();
    equal([most, turns], [1, 4]);
  },

  async "a context ends at its deadline and says why"() {
    const [ctx, cancel] = withTimeout(background(), 1);
    await ctx.done().recv();
    cancel();
    equal(ctx.err() === DeadlineExceeded, true);
    equal(ctx.signal.aborted, true);
  },

  async "time comes through channels"() {
    equal(typeof (await after(1).recv()), "number");
    const ticker = newTicker(1);
    for (let i = 0; i < 3; i++) equal(typeof (await ticker.c.recv()), "number");
    ticker.stop();
  },

  async "a simulation spends a day in no time, the same with the same seed"() {
    const day = 24 * 60 * 60 * 1000;
    const program = async () => {
      const [results, order] = [chan(), []];
      for (const id of [1, 2, 3, 4]) {
        go(async () => {
          await sleep(day);
          await results.send(id);
        });
      }
      for (let i = 0; i < 4; i++) order.push(await results.recv());
      return order;
    };
    const first = await simulate(7, program);
    equal(
      first.toSorted((a, b) => a - b),
      [1, 2, 3, 4],
    );
    equal(await simulate(7, program), first);
  },

  async "threads share a queue, a lock and a condition"() {
    const [queue, condition] = [new Queue(1), new Condition(new Lock())];
    let sum = 0;
    const consumer = new Thread({
      target: async () => {
        for (let n = await queue.get(); n !== null; n = await queue.get()) {
          await condition.acquire();
          sum += n;
          condition.notify();
          condition.release();
        }
      },
    });
    consumer.start();
    for (const n of [1, 2, 3, null]) await queue.put(n);
    await condition.acquire();
    while (sum < 6) await condition.wait();
    condition.release();
    await consumer.join();
    equal([sum, consumer.isAlive()], [6, false]);
  },

  async "a pool of threads computes futures"() {
    const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const futures = [1, 2, 3].map((n) => pool.submit(async () => n * n));
    const results = [];
    for (const future of futures) results.push(await future.result());
    await pool.shutdown();
    equal(results, [1, 4, 9]);
  },

  async "streams of the platform become channels, and channels streams"() {
    const [numbers, squares] = [chan(), chan(2)];
    go(async () => {
      for (const n of [1, 2, 3]) await numbers.send(n);
      numbers.close();
    });
    const square = new TransformStream({ transform: (n, out) => out.enqueue(n * n) });
    const piped = toReadableStream(numbers).pipeThrough(square);
    go(async () => piped.pipeTo(toWritableStream(squares)));
    const got = [];
    for await (const n of fromReadableStream(toReadableStream(squares)).channel) got.push(n);
    equal(got, [1, 4, 9]);
  },

  async "events and async iterables become channels"() {
    const target = new EventTarget();
    const events = fromEventTarget(target, "ping", { capacity: 2, overflow: "fail" });
    target.dispatchEvent(new Event("ping"));
    equal((await events.channel.recv()).type, "ping");
    events.stop();
    async function* letters() {
      yield* ["a", "b"];
    }
    const got = [];
    for await (const letter of fromAsyncIterable(letters()).channel) got.push(letter);
    equal(got, ["a", "b"]);
  },
};

/** Runs every check; gives one line for each, and how many failed. */
export async function smoke() {
  const lines = [];
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      lines.push(`ok      ${name}`);
    } catch (error) {
      failed++;
      lines.push(`FAILED  ${name}: ${error?.stack ?? error}`);
    }
  }
  return { lines, failed };
}
