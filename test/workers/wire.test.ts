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

describe("a value is refused", () => {
  class Point {}
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const twice = {};
  it.each<[string, unknown]>([
    ["a date", new Date(0)],
    ["a map", { m: new Map() }],
    ["an instance of a class", new Point()],
    ["an object without prototype", Object.create(null)],
    ["an object within itself", circle],
    ["an object met twice", [twice, twice]],
    ["an array with holes", new Array(3)],
    ["an array with a key of its own", Object.assign([1], { more: 1 })],
    ["a typed array that is not of bytes", new Float32Array(2)],
    ["an own key named __proto__", JSON.parse('{"__proto__": 1}')],
    ["a large graph", Array.from({ length: 100 }, () => ({}))],
  ])("where only structured clone can carry it: %s", (_name, value) => {
    const channel = ownChannel();
    expect(() => channel.trySend(value)).toThrow(
      expect.objectContaining({ name: "NotInlineError" }),
    );
    expect(channel.len).toBe(0);
  });

  it.each<[string, unknown, string]>([
    ["a function", () => 1, "value"],
    ["a symbol", { a: [1, Symbol("s")] }, "value.a[1]"],
    ["a promise", { "a b": Promise.resolve() }, 'value["a b"]'],
    ["a weak map", [new Set([new WeakMap()])], "value[0].values()[0]"],
    ["a key of a map", new Map([[() => 1, 1]]), "value.keys()[0]"],
    ["a value of a map", { m: new Map([[1, () => 1]]) }, "value.m.values()[0]"],
    ["the cause of an error", new Error("x", { cause: () => 1 }), "value.cause"],
  ])("where nothing can, by its path: %s", (_name, value, path) => {
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
