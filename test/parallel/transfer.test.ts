// What a sender gives away, and what only the platform can carry: it arrives in its place and order, and has
// not left where the send did not take place.

import { chan, recv, select, send, WaitGroup } from "goroutine-kit";
import { afterAll, describe, expect, it } from "vitest";
import { GOMAXPROCS, sharedChan, shutdown, transfer } from "../../src/parallel/index.ts";
import { greet, increment, measure, produce, write } from "./transfer-functions.ts";

GOMAXPROCS(2);
afterAll(shutdown);

describe("a buffer that is given away", () => {
  it.each(["blocking", "async"] as const)("goes to a worker and comes back, %s", async (manner) => {
    const [to, from] = [sharedChan<ArrayBuffer>(2), sharedChan<ArrayBuffer>(2)];
    const done = increment(to, from, manner);
    for (let round = 0; round < 5; round++) {
      const { buffer } = Uint8Array.of(round, 41);
      await to.send(transfer(buffer, [buffer]));
      expect(buffer.byteLength).toBe(0);
      expect(new Uint8Array((await from.recv()) as ArrayBuffer)).toEqual(
        Uint8Array.of(round + 1, 42),
      );
    }
    to.close();
    await done;
  });

  it("goes from worker to worker, in order", async () => {
    const between = sharedChan<ArrayBuffer>(1);
    const measured = measure(between);
    await produce(between, [1, 2, 3, 4, 5]);
    expect(await measured).toEqual([1, 2, 3, 4, 5]);
  });

  it("stays where it is as long as nothing was sent", async () => {
    const channel = sharedChan<ArrayBuffer>();
    const { buffer } = Uint8Array.of(1);
    const value = transfer(buffer, [buffer]);
    expect(channel.trySend(value)).toBe(false);
    const cancelled = new AbortController();
    const sending = channel.send(value, cancelled.signal);
    cancelled.abort(new Error("enough"));
    await expect(sending).rejects.toThrow("enough");
    const other = chan<number>(1);
    await other.send(1);
    const event = await select({ give: send(channel, value), other: recv(other) });
    expect(event.case).toBe("other");
    expect(buffer.byteLength).toBe(1);
  });

  it("is received on its own thread as well, before and after its sender goes on", async () => {
    const channel = sharedChan<ArrayBuffer>();
    const [a, b] = [new ArrayBuffer(1), new ArrayBuffer(2)];
    const sending = [channel.send(transfer(a, [a])), channel.send(transfer(b, [b]))];
    expect(channel.tryRecv()?.byteLength).toBe(1);
    expect((await channel.recv())?.byteLength).toBe(2);
    await Promise.all(sending);
    expect([a.byteLength, b.byteLength]).toEqual([0, 0]);
  });

  it("is refused where it was given away before", async () => {
    const channel = sharedChan<ArrayBuffer>(2);
    const buffer = new ArrayBuffer(1);
    await channel.send(transfer(buffer, [buffer]));
    await expect(channel.send(buffer)).rejects.toThrow(
      "transfer is an object of class ArrayBuffer",
    );
    expect(channel.len).toBe(1);
  });
});

describe("what only the platform can carry", () => {
  it("goes along inside a value: a port", async () => {
    const { port1, port2 } = new MessageChannel();
    const ports = sharedChan<{ port: MessagePort }>(1);
    const greeted = greet(ports);
    const heard = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
    await ports.send(transfer({ port: port2 }, [port2]));
    expect(await heard).toBe("hello");
    port1.close();
    await greeted;
  });

  it("as an argument: memory that threads share, which is not copied", async () => {
    const memory = new SharedArrayBuffer(1);
    await write({ memory });
    expect(new Uint8Array(memory)[0]).toBe(7);
  });

  it("a Blob, met again", async () => {
    const channel = sharedChan<Blob[]>(1);
    const blob = new Blob(["text"]);
    await channel.send([blob, blob]);
    const [a, b] = (await channel.recv()) as Blob[];
    expect(a).toBe(b);
    expect(await a?.text()).toBe("text");
  });
});

it.each([
  ["a channel", chan(), "Channel"],
  ["a wait group", new WaitGroup(), "WaitGroup"],
])("%s of one thread is refused, by its path", async (_name, local, named) => {
  const channel = sharedChan<unknown>(1);
  await expect(channel.send({ a: [local] })).rejects.toThrow(
    `value.a[0] is an object of class ${named}`,
  );
});
