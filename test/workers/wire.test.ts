// What travels between threads arrives as it was sent, and what cannot is refused by value and path.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Agent } from "../../src/workers/agent.ts";
import { makeHeap, SharedChannel } from "../../src/workers/index.ts";

/** A channel on which this thread sends to itself, with shared memory of its own. */
function ownChannel(bytes = 1 << 20): SharedChannel<unknown> {
  return SharedChannel.make(new Agent(makeHeap(bytes)), 1);
}

function sentAndReceived(channel: SharedChannel<unknown>, value: unknown): unknown {
  expect(channel.trySend(value)).toBe(true);
  return channel.tryRecvOk()?.value;
}

const key = fc.string({ unit: "binary" }).filter((k) => k !== "__proto__");
const scalar = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.NaN, "", 2 ** 31, -(2 ** 31), 2 ** 32, 0n),
  fc.bigInt(),
  fc.string({ unit: "binary" }),
  fc.string().map((s) => s.repeat(50)),
);
const { plain } = fc.letrec((tie) => ({
  plain: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.uint8Array(),
    fc.array(tie("plain"), { maxLength: 5 }),
    fc.dictionary(key, tie("plain"), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

describe("a value", () => {
  it("arrives as it was sent", () => {
    const channel = ownChannel();
    fc.assert(
      fc.property(plain, (value) => {
        expect(sentAndReceived(channel, value)).toStrictEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it("arrives with its keys in their order", () => {
    fc.assert(
      fc.property(fc.dictionary(key, scalar, { noNullPrototype: true }), (value) => {
        const received = sentAndReceived(ownChannel(1 << 14), value) as object;
        expect(Object.keys(received)).toEqual(Object.keys(value));
      }),
      { numRuns: 100 },
    );
  });

  it("arrives as a copy", () => {
    const sent = { inner: [new Uint8Array([1, 2])] };
    const received = sentAndReceived(ownChannel(), sent) as typeof sent;
    expect(received).toEqual(sent);
    expect(received.inner[0]).not.toBe(sent.inner[0]);
    expect(received.inner[0]?.buffer).not.toBeInstanceOf(SharedArrayBuffer);
  });

  it("keeps lone surrogates and characters of every plane", () => {
    const text = "\ud800 lone, \udc00 lone, é, €, 😀, \u0000";
    expect(sentAndReceived(ownChannel(), text)).toBe(text);
  });

  it("may be as long as the memory allows, and its place is used again", () => {
    const channel = ownChannel();
    const long = "x".repeat(100_000);
    for (let i = 0; i < 100; i++) expect(sentAndReceived(channel, long)).toBe(long);
  });
});

/** What structured clone makes of more than plain data: graphs, with objects that are met again. */
const graph = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    scalar,
    tie("container"),
    fc.date({ noInvalidDate: false }),
    fc.constantFrom(/a+b/giu, Object(1), Object("box"), Object(false), Object(2n)),
    fc.uint8Array().map((bytes) => bytes.buffer),
    fc.float32Array(),
    fc.bigInt64Array(),
    fc.uint8Array({ minLength: 4 }).map((bytes) => new DataView(bytes.buffer, 1, 2)),
    fc.string().map((message) => new RangeError(message, { cause: [message] })),
    fc.sparseArray(scalar),
  ),
  container: fc.oneof(
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(key, tie("any"), { maxKeys: 4 }),
    fc.array(fc.tuple(tie("any"), tie("any")), { maxLength: 3 }).map((e) => new Map(e)),
    fc.array(tie("any"), { maxLength: 3 }).map((values) => new Set(values)),
    // Met again.
    fc
      .array(tie("any"), { minLength: 1, maxLength: 2 })
      .map((values) => [...values, ...values, values]),
  ),
})).any;

describe("what only structured clone could copy", () => {
  it("arrives as structured clone brings it", () => {
    const channel = ownChannel();
    fc.assert(
      fc.property(graph, (value) => {
        expect(sentAndReceived(channel, [value])).toStrictEqual(structuredClone([value]));
      }),
      { numRuns: 500 },
    );
  });

  class Point {
    x = 1;
    #y = 2;
    get sum(): number {
      return this.x + this.#y;
    }
  }

  it.each<[string, () => unknown]>([
    ["an instance of a class, as its own properties", () => new Point()],
    ["an object without prototype", () => Object.assign(Object.create(null), { a: 1 })],
    [
      "an array with holes and a key of its own",
      () => Object.assign(new Array(3).fill(1, 2), { more: 1 }),
    ],
    ["an own key named __proto__", () => JSON.parse('{"__proto__": {"a": 1}}')],
    ["a large graph", () => Array.from({ length: 100 }, (_, i) => ({ i }))],
    ["an error of a class of somebody's", () => new (class Mine extends TypeError {})("mine")],
    ["an error without a message", () => new Error()],
    ["an invalid date", () => new Date(Number.NaN)],
    ["a Buffer, as bytes", () => Buffer.from("bytes")],
    [
      "a getter, as its value",
      () => Object.defineProperty({}, "a", { get: () => 1, enumerable: true }),
    ],
  ])("arrives: %s", (_name, make) => {
    expect(sentAndReceived(ownChannel(), make())).toStrictEqual(structuredClone(make()));
  });

  it("arrives with what is met twice met twice, and within itself within itself", () => {
    const once = { once: true };
    const circle: Record<string, unknown> = { once, again: once };
    circle["self"] = circle;
    circle["map"] = new Map<unknown, unknown>([[circle, new Set([circle])]]);
    const received = sentAndReceived(ownChannel(), circle) as typeof circle;
    expect(received["again"]).toBe(received["once"]);
    expect(received["self"]).toBe(received);
    const [[k, set]] = [...(received["map"] as Map<unknown, Set<unknown>>)] as [
      [unknown, Set<unknown>],
    ];
    expect([k, [...set]]).toEqual([received, [received]]);
  });

  it("arrives with views of one buffer seeing each other's changes", () => {
    const buffer = new ArrayBuffer(8);
    const sent = [new Uint8Array(buffer), new Uint8Array(buffer, 4), new Uint16Array(buffer)];
    const received = sentAndReceived(ownChannel(), sent) as typeof sent;
    received[1]?.fill(1);
    expect(received[0]).toEqual(new Uint8Array([0, 0, 0, 0, 1, 1, 1, 1]));
    expect(received[2]?.[3]).toBe(0x0101);
  });

  it("keeps what a buffer may grow to", () => {
    const resizable = new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(2, {
      maxByteLength: 8,
    });
    const received = sentAndReceived(ownChannel(), resizable) as ArrayBuffer & {
      resize(n: number): void;
    };
    received.resize(8);
    expect(received.byteLength).toBe(8);
  });
});

it("a value whose getter sends another arrives, and so does that", () => {
  const agent = new Agent(makeHeap(1 << 20));
  const [outer, inner] = [0, 1].map(() => SharedChannel.make<unknown>(agent, 1));
  const value = {
    before: "before",
    get sends() {
      return inner?.trySend({ inner: ["in"] });
    },
    after: "after",
  };
  outer?.trySend(value);
  expect(outer?.tryRecv()).toEqual({ before: "before", sends: true, after: "after" });
  expect(inner?.tryRecv()).toEqual({ inner: ["in"] });
});

describe("a shared channel in a value", () => {
  it("is the same channel where it arrives, however deep, and as often as it was met", () => {
    const agent = new Agent(makeHeap(1 << 20));
    const carrier = SharedChannel.make<unknown>(agent, 1);
    const channel = SharedChannel.make<number>(agent, 1);
    expect(sentAndReceived(carrier, channel)).toBe(channel);
    expect(sentAndReceived(carrier, { a: [channel] })).toEqual({ a: [channel] });
    const received = sentAndReceived(carrier, new Map([[channel, [channel]]]));
    expect([...(received as Map<unknown, unknown[]>)]).toEqual([[channel, [channel]]]);
    expect(sentAndReceived(carrier, carrier)).toBe(carrier);
  });
});

describe("a value is refused", () => {
  it.each<[string, unknown, string]>([
    ["a function", () => 1, "value"],
    ["a symbol", { a: [1, Symbol("s")] }, "value.a[1]"],
    ["a promise", { "a b": Promise.resolve() }, 'value["a b"]'],
    ["a weak map", [new Set([new WeakMap()])], "value[0].values()[0]"],
    ["a key of a map", new Map([[() => 1, 1]]), "value.keys()[0]"],
    ["a value of a map", { m: new Map([[1, () => 1]]) }, "value.m.values()[0]"],
    ["a generator", { g: (function* () {})() }, "value.g"],
    ["a MessagePort that is not given away", [new MessageChannel().port1], "value[0]"],
    ["the cause of an error", new Error("x", { cause: () => 1 }), "value.cause"],
  ])("by its path: %s", (_name, value, path) => {
    const channel = ownChannel();
    expect(() => channel.trySend(value)).toThrow(
      expect.objectContaining({ name: "CannotCrossError", path }),
    );
    expect(channel.len).toBe(0);
  });

  it("where shared memory has no room, by its size and the limit", () => {
    const channel = ownChannel(1 << 16);
    expect(() => channel.trySend("x".repeat(1 << 17))).toThrow(
      /no room for \d+ bytes more; all of it is 65536 bytes/,
    );
    expect(sentAndReceived(channel, "short")).toBe("short");
  });
});
