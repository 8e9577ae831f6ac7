// Web Streams to and from channels: order and backpressure for any values and any pace (fast-check), and
// how each end of the one becomes that of the other.

import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  background,
  Canceled,
  CapacityError,
  cause,
  chan,
  errgroup,
  Gosched,
  go,
  NotAChannelError,
  NumGoroutine,
  type RecvChan,
  SendOnClosedError,
  withCancel,
  withCancelCause,
} from "../../src/index.ts";
import {
  fromReadableStream,
  toReadableStream,
  toWritableStream,
} from "../../src/interop/streams.ts";

const oops = new Error("oops");

/** Lets promise jobs, streams and goroutines go on until none of them can. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A stream of the numbers below `count`, which counts those that it was asked for. */
function numbers(count: number) {
  const state = { asked: 0, cancelled: undefined as unknown };
  const stream = new ReadableStream<number>(
    {
      pull(controller) {
        if (state.asked === count) controller.close();
        else controller.enqueue(state.asked++);
      },
      cancel(reason) {
        state.cancelled = reason;
      },
    },
    { highWaterMark: 0 },
  );
  return { state, stream };
}

/** Waits until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await settle();
}

/** How a promise ends: undefined, or what it rejects with. */
const endOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

const streamOf = <T>(values: readonly T[]) =>
  new ReadableStream<T>({
    start(controller) {
      for (const value of values) controller.enqueue(value);
      controller.close();
    },
  });

async function drain<T>(ch: RecvChan<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of ch) all.push(value);
  return all;
}

const capacities = fc.integer({ min: 0, max: 5 });
/** Whether to pause before each of some steps. */
const paces = fc.array(fc.boolean(), { maxLength: 20 });

describe("laws", () => {
  it("all that is in a stream comes out of the channel, in order, few of it ahead", () =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 20 }), capacities, paces, async (count, capacity, pace) => {
        const { state, stream } = numbers(count);
        const { channel, done } = fromReadableStream(stream, { capacity });
        const received: number[] = [];
        for (let i = 0; ; i++) {
          if (pace[i]) await settle();
          // The buffer, and one that waits to be sent.
          expect(state.asked - received.length).toBeLessThanOrEqual(capacity + 1);
          const { value, ok } = await channel.recvOk();
          if (!ok) break;
          received.push(value);
        }
        await done;
        expect(received).toEqual(Array.from({ length: count }, (_, n) => n));
      }),
      { numRuns: 50 },
    ));

  it("all that is sent to a channel comes out of the stream, in order, none of it ahead", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.anything()), capacities, paces, async (sent, capacity, pace) => {
        const ch = chan<unknown>(capacity);
        let taken = 0;
        go(async () => {
          for (const value of sent) {
            await ch.send(value);
            taken++;
          }
          ch.close();
        });
        const reader = toReadableStream(ch).getReader();
        const read: unknown[] = [];
        for (let i = 0; ; i++) {
          if (pace[i]) await settle();
          expect(taken - read.length).toBeLessThanOrEqual(capacity);
          const { value, done } = await reader.read();
          if (done) break;
          read.push(value);
        }
        expect(read).toEqual(sent);
      }),
      { numRuns: 50 },
    ));

  it("all that is written comes out of the channel, in order, few of it ahead", () =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 20 }), capacities, paces, async (count, capacity, pace) => {
        const ch = chan<number>(capacity);
        let written = 0;
        const writing = (async () => {
          const writer = toWritableStream(ch).getWriter();
          for (; written < count; written++) {
            await writer.ready;
            writer.write(written).catch(() => {});
          }
          await writer.close();
        })();
        const received: number[] = [];
        for (let i = 0; ; i++) {
          if (pace[i]) await settle();
          // The buffer, and one that the stream is sending.
          expect(written - received.length).toBeLessThanOrEqual(capacity + 1);
          const { value, ok } = await ch.recvOk();
          if (!ok) break;
          received.push(value);
        }
        await writing;
        expect(received).toEqual(Array.from({ length: count }, (_, n) => n));
      }),
      { numRuns: 50 },
    ));

  it("there and back again gives what went in", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.anything()), capacities, async (sent, capacity) => {
        const out = chan<unknown>(capacity);
        const { channel, done } = fromReadableStream(streamOf(sent), { capacity });
        const piped = toReadableStream(channel, { done }).pipeTo(toWritableStream(out));
        expect(await drain(out)).toEqual(sent);
        await piped;
      }),
      { numRuns: 50 },
    ));
});

describe("fromReadableStream", () => {
  it("closes the channel and tells the error when the stream errors", async () => {
    const stream = new ReadableStream<number>({
      start(controller) {
        controller.enqueue(1);
      },
      pull(controller) {
        controller.error(oops);
      },
    });
    const { channel, done } = fromReadableStream(stream);
    const end = endOf(done);
    await drain(channel);
    expect(await end).toBe(oops);
  });

  it("gives what was read before the stream errored, where the buffer has room for it", async () => {
    let pulls = 0;
    const stream = new ReadableStream<number>(
      {
        pull(controller) {
          if (pulls < 2) controller.enqueue(pulls++);
          else controller.error(oops);
        },
      },
      { highWaterMark: 0 },
    );
    const { channel, done } = fromReadableStream(stream, { capacity: 2 });
    await expect(done).rejects.toBe(oops);
    expect(await drain(channel)).toEqual([0, 1]);
  });

  it("cancels the stream when it is stopped, and closes the channel", async () => {
    const { state, stream } = numbers(10);
    const source = fromReadableStream(stream, { capacity: 2 });
    expect(await source.channel.recv()).toBe(0);
    await until(() => source.channel.len === 2);
    source.stop(oops);
    expect(await drain(source.channel)).toEqual([1, 2]);
    await source.done;
    expect(state.cancelled).toBe(oops);
    source.stop();
  });

  it("is stopped by its Cancel, with the reason, and by the end of the block that uses it", async () => {
    const first = numbers(10);
    const [ctx, cancel] = withCancel(background());
    const source = fromReadableStream(first.stream, { cancel: ctx });
    cancel();
    expect((await source.channel.recvOk()).ok).toBe(false);
    await source.done;
    expect(first.state.cancelled).toBe(Canceled);

    const second = numbers(10);
    const sources = [];
    {
      using used = fromReadableStream(second.stream);
      sources.push(used);
      expect(await used.channel.recv()).toBe(0);
    }
    await sources[0]?.done;
    expect(second.state.asked).toBeLessThan(10);
  });

  it("reads nothing where it was cancelled before it began", async () => {
    const { state, stream } = numbers(10);
    const { channel, done } = fromReadableStream(stream, { cancel: AbortSignal.abort(oops) });
    await done;
    expect(await drain(channel)).toEqual([]);
    expect(state).toEqual({ asked: 0, cancelled: oops });
  });

  it("waits for a stream that is slow to be cancelled, and tells its error", async () => {
    const stream = new ReadableStream<number>({
      async cancel() {
        await settle();
        throw oops;
      },
    });
    const source = fromReadableStream(stream);
    source.stop();
    expect((await source.channel.recvOk()).ok).toBe(false);
    await expect(source.done).rejects.toBe(oops);
  });

  it("listens no more to its Cancel once it has ended", async () => {
    const { signal } = new AbortController();
    const { channel, done } = fromReadableStream(streamOf([1]), { cancel: signal });
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    expect(await drain(channel)).toEqual([1]);
    await done;
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("leaves no goroutine behind", async () => {
    await until(() => NumGoroutine() === 0);
    const sources = [1, 2, 3].map(() => fromReadableStream(new ReadableStream<number>()));
    await settle();
    expect(NumGoroutine()).toBe(3);
    for (const source of sources) source.stop();
    await until(() => NumGoroutine() === 0);
  });

  it("refuses a stream that is locked, and a capacity that is none", () => {
    const { stream } = numbers(1);
    expect(() => fromReadableStream(stream, { capacity: -1 })).toThrow(CapacityError);
    expect(stream.locked).toBe(false);
    stream.getReader();
    expect(() => fromReadableStream(stream)).toThrow(TypeError);
  });
});

describe("toReadableStream", () => {
  it("takes nothing from the channel that nobody reads", async () => {
    const ch = chan<number>(2);
    ch.trySend(1);
    ch.trySend(2);
    const reader = toReadableStream(ch).getReader();
    await settle();
    expect(ch.len).toBe(2);
    await reader.read();
    await settle();
    expect(ch.len).toBe(1);
  });

  it("closes once the channel is closed and those who send are done", async () => {
    const ch = chan<number>();
    const group = new errgroup.Group();
    const steps: string[] = [];
    await group.go(async () => {
      await ch.send(1);
      ch.close();
      await settle();
      steps.push("sender");
    });
    const values: number[] = [];
    for await (const value of toReadableStream(ch, { done: group.wait() })) values.push(value);
    steps.push("stream");
    expect(values).toEqual([1]);
    expect(steps).toEqual(["sender", "stream"]);
  });

  it("errors when those who send have failed, after what they had sent", async () => {
    const ch = chan<number>(5);
    const reader = toReadableStream(ch, { done: Promise.reject(oops) }).getReader();
    ch.trySend(1);
    await settle();
    expect(await reader.read()).toEqual({ value: 1, done: false });
    await expect(reader.read()).rejects.toBe(oops);
  });

  it("errors when those who send fail while a read waits, and when they fail at their end", async () => {
    const failing = chan<void>();
    const done = failing.recv().then(() => Promise.reject(oops));
    const open = toReadableStream(chan<number>(), { done }).getReader();
    const closed = chan<number>();
    closed.close();
    const ended = toReadableStream(closed, { done }).getReader();
    const ends = [endOf(open.read()), endOf(ended.read())];
    await settle();
    await failing.send();
    expect(await Promise.all(ends)).toEqual([oops, oops]);
  });

  it("tells those who send when it is cancelled, and leaves the channel to others", async () => {
    const [ctx, cancel] = withCancelCause(background());
    const ch = chan<number>();
    const sent = ch.send(1, ctx);
    const stream = toReadableStream(ch, { cancel });
    await stream.cancel(oops);
    expect([ctx.err(), cause(ctx)]).toEqual([Canceled, oops]);
    await expect(sent).rejects.toBe(Canceled);
    go(() => ch.send(2));
    expect(await ch.recv()).toBe(2);
  });

  it("loses no value when it is cancelled, whenever that is", async () => {
    const ch = chan<number>();
    for (const pause of [() => Promise.resolve(), Gosched, settle]) {
      const reader = toReadableStream(ch).getReader();
      const read = reader.read();
      await pause();
      const sent = ch.send(1);
      await reader.cancel();
      const { value } = await read;
      const rest = value === undefined ? await ch.recv() : undefined;
      expect([value, rest].filter((one) => one !== undefined)).toEqual([1]);
      await sent;
      expect(ch.tryRecvOk()).toBeUndefined();
    }
  });

  it("leaves the channel when it is cancelled while a read waits", async () => {
    const ch = chan<number>();
    const reader = toReadableStream(ch).getReader();
    const read = reader.read();
    await settle();
    await reader.cancel();
    expect(await read).toEqual({ value: undefined, done: true });
    expect(ch.trySend(1)).toBe(false);
  });

  it("refuses what is no channel", () => {
    expect(() => toReadableStream({} as never)).toThrow(NotAChannelError);
  });
});

describe("toWritableStream", () => {
  it("closes the channel when it is closed, after all that was written", async () => {
    const ch = chan<number>();
    const writer = toWritableStream(ch).getWriter();
    const writing = [writer.write(1), writer.write(2), writer.close()];
    expect(await drain(ch)).toEqual([1, 2]);
    await Promise.all(writing);
  });

  it("has a write done when the value was taken", async () => {
    const ch = chan<number>();
    const writer = toWritableStream(ch).getWriter();
    let written = false;
    const writing = writer.write(1).then(() => {
      written = true;
    });
    await settle();
    expect([written, writer.desiredSize]).toEqual([false, 0]);
    expect(await ch.recv()).toBe(1);
    await writing;
    expect(written).toBe(true);
  });

  it("tells those who receive when it is aborted, and closes the channel", async () => {
    const [ctx, cancel] = withCancelCause(background());
    const ch = chan<number>();
    const writer = toWritableStream(ch, { abort: cancel }).getWriter();
    const writing = writer.write(1);
    const end = endOf(writing);
    await settle();
    await writer.abort(oops);
    expect(await end).toBe(oops);
    expect(await drain(ch)).toEqual([]);
    expect(cause(ctx)).toBe(oops);
  });

  it("aborts when the stream that is piped into it errors", async () => {
    const ch = chan<number>(1);
    const [ctx, cancel] = withCancelCause(background());
    const broken = new ReadableStream<number>({
      pull(controller) {
        controller.error(oops);
      },
    });
    const piped = broken.pipeTo(toWritableStream(ch, { abort: cancel }));
    await expect(piped).rejects.toBe(oops);
    expect([await ch.recv(), cause(ctx)]).toEqual([undefined, oops]);
  });

  it("closes the channel even where it cannot tell those who receive", async () => {
    const ch = chan<number>();
    const abort = () => {
      throw oops;
    };
    const writer = toWritableStream(ch, { abort }).getWriter();
    writer.closed.catch(() => {});
    await expect(writer.abort()).rejects.toBe(oops);
    expect((await ch.recvOk()).ok).toBe(false);
  });

  it("errors where others have closed the channel", async () => {
    const ch = chan<number>();
    ch.close();
    const writer = toWritableStream(ch).getWriter();
    writer.closed.catch(() => {});
    await expect(writer.write(1)).rejects.toThrow(SendOnClosedError);
  });

  it("leaves the channel open where it is piped into with preventClose", async () => {
    const ch = chan<number>(3);
    await streamOf([1, 2]).pipeTo(toWritableStream(ch), { preventClose: true });
    await ch.send(3);
    expect([await ch.recv(), await ch.recv(), await ch.recv()]).toEqual([1, 2, 3]);
  });

  it("refuses what is no channel", () => {
    expect(() => toWritableStream(null as never)).toThrow(NotAChannelError);
  });
});
