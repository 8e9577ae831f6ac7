// Events and async iterables to channels.

import { EventEmitter, getEventListeners } from "node:events";
import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  background,
  CapacityError,
  chan,
  go,
  NumGoroutine,
  type RecvChan,
  withCancel,
} from "../../src/index.ts";
import {
  fromAsyncIterable,
  fromEmitter,
  fromEventTarget,
  type Overflow,
  OverflowError,
  OverflowPolicyError,
} from "../../src/interop/events.ts";

const oops = new Error("oops");
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** How a promise ends: undefined, or what it rejects with. */
const endOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

async function drain<T>(ch: RecvChan<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of ch) all.push(value);
  return all;
}

describe("fromAsyncIterable", () => {
  it("gives all that the iterable gives, in order, few of it ahead", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.anything(), { maxLength: 20 }),
        fc.nat({ max: 5 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async (values, capacity, pace) => {
          let given = 0;
          const { channel, done } = fromAsyncIterable(
            (async function* () {
              for (const value of values) {
                given++;
                yield value;
              }
            })(),
            { capacity },
          );
          const received: unknown[] = [];
          for (let i = 0; ; i++) {
            if (pace[i]) await settle();
            expect(given - received.length).toBeLessThanOrEqual(capacity + 1);
            const next = await channel.recvOk();
            if (!next.ok) break;
            received.push(next.value);
          }
          await done;
          expect(received).toEqual(values);
        },
      ),
      { numRuns: 50 },
    ));

  it("closes the channel and tells the error when the iterable throws", async () => {
    const { channel, done } = fromAsyncIterable(
      (async function* () {
        yield 1;
        throw oops;
      })(),
    );
    const end = endOf(done);
    expect(await drain(channel)).toEqual([1]);
    expect(await end).toBe(oops);
  });

  it("has the iterable clean up when it is stopped", async () => {
    const steps: string[] = [];
    const source = fromAsyncIterable(
      (async function* () {
        try {
          for (let n = 0; ; n++) yield n;
        } finally {
          await settle();
          steps.push("cleaned up");
        }
      })(),
    );
    expect(await source.channel.recv()).toBe(0);
    source.stop();
    expect((await source.channel.recvOk()).ok).toBe(false);
    await source.done;
    expect(steps).toEqual(["cleaned up"]);
  });

  it("tells the error of an iterable that fails after it was stopped", async () => {
    const begun = chan<void>();
    const source = fromAsyncIterable(
      (async function* () {
        await begun.send();
        await settle();
        yield await Promise.reject(oops);
      })(),
    );
    await begun.recv();
    const end = endOf(source.done);
    source.stop();
    expect(await end).toBe(oops);
  });

  it("is stopped by its Cancel, and leaves no goroutine behind", async () => {
    const [ctx, cancel] = withCancel(background());
    const endless = { [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 1 }) }) };
    const { channel, done } = fromAsyncIterable(endless, { cancel: ctx });
    expect(await channel.recv()).toBe(1);
    cancel();
    await done;
    while (NumGoroutine() > 0) await settle();
    expect((await channel.recvOk()).ok).toBe(false);
  });
});

describe("a channel, as an async iterable", () => {
  it("goes where async iterables go", async () => {
    const ch = chan<number>();
    go(async () => {
      for (const n of [1, 2, 3]) await ch.send(n);
      ch.close();
    });
    expect(await Readable.from(ch).toArray()).toEqual([1, 2, 3]);
  });
});

describe("fromEmitter", () => {
  const options = { capacity: 10, overflow: "fail" } as const;

  it("gives the arguments of each event, in order, until it is stopped", async () => {
    const emitter = new EventEmitter();
    const source = fromEmitter<[number, string]>(emitter, "line", options);
    emitter.emit("line", 1, "one");
    emitter.emit("other", 0);
    emitter.emit("line", 2, "two");
    source.stop();
    emitter.emit("line", 3, "three");
    expect(await drain(source.channel)).toEqual([
      [1, "one"],
      [2, "two"],
    ]);
    await source.done;
    expect(emitter.eventNames()).toEqual([]);
  });

  it("hands an event to a receiver that waits, without a buffer", async () => {
    const emitter = new EventEmitter();
    using source = fromEmitter(emitter, "line", { capacity: 0, overflow: "dropNewest" });
    emitter.emit("line", "nobody waits");
    const received = source.channel.recv();
    emitter.emit("line", "somebody waits");
    expect(await received).toEqual(["somebody waits"]);
  });

  it.each<[Overflow, number, unknown[]]>([
    ["dropNewest", 3, [[0], [1], [2]]],
    ["dropOldest", 3, [[2], [3], [4]]],
    ["dropOldest", 0, []],
    ["fail", 5, [[0], [1], [2], [3], [4]]],
  ])(
    "with overflow %s and capacity %i keeps %j of five events",
    async (overflow, capacity, kept) => {
      const emitter = new EventEmitter();
      const source = fromEmitter(emitter, "line", { capacity, overflow });
      for (let n = 0; n < 5; n++) emitter.emit("line", n);
      source.stop();
      expect(await drain(source.channel)).toEqual(kept);
      await source.done;
    },
  );

  it("fails where an event finds the channel full, after what it holds", async () => {
    const emitter = new EventEmitter();
    const { channel, done } = fromEmitter(emitter, "line", { capacity: 2, overflow: "fail" });
    const end = endOf(done);
    for (let n = 0; n < 4; n++) emitter.emit("line", n);
    expect(await drain(channel)).toEqual([[0], [1]]);
    expect(await end).toEqual(new OverflowError("line", 2));
    expect(emitter.eventNames()).toEqual([]);
  });

  it("ends with the error of an error event", async () => {
    const emitter = new EventEmitter();
    const { channel, done } = fromEmitter(emitter, "line", options);
    const end = endOf(done);
    emitter.emit("line", 1);
    emitter.emit("error", oops);
    expect(await drain(channel)).toEqual([[1]]);
    expect(await end).toBe(oops);
    expect(emitter.eventNames()).toEqual([]);
  });

  it("gives error events where these are asked for", async () => {
    const emitter = new EventEmitter();
    const source = fromEmitter(emitter, "error", options);
    emitter.emit("error", oops);
    expect(await source.channel.recv()).toEqual([oops]);
    source.stop();
  });

  it("ends with the event after which there are no others", async () => {
    const emitter = new EventEmitter();
    const { channel, done } = fromEmitter(emitter, "line", { ...options, until: "close" });
    emitter.emit("line", 1);
    emitter.emit("close");
    expect(await drain(channel)).toEqual([[1]]);
    await done;
    expect(emitter.eventNames()).toEqual([]);
  });

  it("is stopped by its Cancel, and does not begin where that has aborted", async () => {
    const emitter = new EventEmitter();
    const [ctx, cancel] = withCancel(background());
    const { channel, done } = fromEmitter(emitter, "line", { ...options, cancel: ctx });
    cancel();
    await done;
    expect((await channel.recvOk()).ok).toBe(false);
    const late = fromEmitter(emitter, "line", { ...options, cancel: ctx });
    await late.done;
    expect(emitter.eventNames()).toEqual([]);
  });

  it("listens no more to an emitter that ended it as soon as it was listened to", async () => {
    class Eager extends EventEmitter {
      override on(name: string | symbol, listener: (...args: unknown[]) => void): this {
        super.on(name, listener);
        if (name !== "line") this.emit("line", 1);
        return this;
      }
    }
    const emitter = new Eager();
    const { done } = fromEmitter(emitter, "line", { capacity: 0, overflow: "fail" });
    expect(await endOf(done)).toBeInstanceOf(OverflowError);
    expect(emitter.eventNames()).toEqual([]);
  });

  it("takes no event that was on its way when it was stopped by another listener", async () => {
    const emitter = new EventEmitter();
    emitter.on("line", () => source.stop());
    const source = fromEmitter(emitter, "line", options);
    emitter.emit("line", 1);
    expect(await drain(source.channel)).toEqual([]);
    await source.done;
  });

  it("refuses a capacity and a policy that are none, and does not listen", () => {
    const emitter = new EventEmitter();
    expect(() => fromEmitter(emitter, "line", { ...options, capacity: -1 })).toThrow(CapacityError);
    for (const overflow of ["block", undefined, "toString"]) {
      const bad = { ...options, overflow: overflow as Overflow };
      expect(() => fromEmitter(emitter, "line", bad)).toThrow(OverflowPolicyError);
    }
    expect(emitter.eventNames()).toEqual([]);
  });

  it("names the event and the capacity in the error", () => {
    expect(new OverflowError("line", 2).message).toBe(
      'an event "line" found its channel full: 2 wait in it, its capacity',
    );
  });
});

describe("fromEventTarget", () => {
  const options = { capacity: 10, overflow: "dropOldest" } as const;

  it("gives the events, in order, until the one after which there are no others", async () => {
    const target = new EventTarget();
    const { channel, done } = fromEventTarget(target, "ping", { ...options, until: "close" });
    const events = [new Event("ping"), new Event("ping")];
    for (const event of events) target.dispatchEvent(event);
    target.dispatchEvent(new Event("close"));
    target.dispatchEvent(new Event("ping"));
    expect(await drain(channel)).toEqual(events);
    await done;
  });

  it("listens no more once it was stopped", async () => {
    const target = new EventTarget();
    const sources = [];
    {
      using source = fromEventTarget(target, "ping", { ...options, until: "close" });
      sources.push(source);
      target.dispatchEvent(new Event("ping"));
    }
    target.dispatchEvent(new Event("ping"));
    expect(await drain(sources[0]?.channel as RecvChan<Event>)).toHaveLength(1);
    const left = ["ping", "close"].map((type) => getEventListeners(target, type).length);
    expect(left).toEqual([0, 0]);
  });
});
