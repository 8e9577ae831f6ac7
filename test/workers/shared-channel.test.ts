// A shared channel as its goroutines see it, on one thread.

import { background, chan, dump, go, withCancel } from "goroutine-kit";
import { describe, expect, it } from "vitest";
import { Agent, makeHeap, SharedChannel } from "../../src/workers/index.ts";

function make<T>(capacity = 0): SharedChannel<T> {
  return SharedChannel.make<T>(new Agent(makeHeap(1 << 20)), capacity);
}

describe("a shared channel", () => {
  it("hands a value from one who sends to one who waits", async () => {
    const channel = make<string>();
    const received = channel.recv();
    await channel.send("hello");
    expect(await received).toBe("hello");
  });

  it("lets a sender without a buffer wait for its receiver", async () => {
    const channel = make<number>();
    const order: string[] = [];
    const done = chan<void>();
    go(async () => {
      await channel.send(1);
      order.push("sent");
      await done.send();
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    order.push("receiving");
    expect(await channel.recv()).toBe(1);
    await done.recv();
    expect(order).toEqual(["receiving", "sent"]);
  });

  it("holds as many values as its capacity, and says how many", () => {
    const channel = make<number>(2);
    expect([channel.trySend(1), channel.trySend(2), channel.trySend(3)]).toEqual([
      true,
      true,
      false,
    ]);
    expect([channel.len, channel.cap]).toEqual([2, 2]);
    expect(channel.tryRecvOk()).toEqual({ value: 1, ok: true });
    expect(channel.len).toBe(1);
  });

  it("serves those who wait in the order in which they came", async () => {
    const channel = make<number>(1);
    const sends = [1, 2, 3, 4].map((n) => channel.send(n));
    const received = [];
    for (let i = 0; i < 4; i++) received.push(await channel.recv());
    await Promise.all(sends);
    expect(received).toEqual([1, 2, 3, 4]);

    const waiting = [1, 2, 3].map(() => channel.recv());
    for (const n of [5, 6, 7]) await channel.send(n);
    expect(await Promise.all(waiting)).toEqual([5, 6, 7]);
  });

  it("gives what is in the buffer after it was closed, and then nothing", async () => {
    const channel = make<number>(1);
    await channel.send(1);
    channel.close();
    expect(await channel.recvOk()).toEqual({ value: 1, ok: true });
    expect(await channel.recvOk()).toEqual({ value: undefined, ok: false });
    expect(channel.tryRecvOk()).toEqual({ value: undefined, ok: false });
  });

  it("throws in Go's words where it is misused", async () => {
    const channel = make<number>();
    const waiting = channel.send(1);
    channel.close();
    await expect(waiting).rejects.toThrow("send on closed channel");
    await expect(channel.send(1)).rejects.toThrow("send on closed channel");
    expect(() => channel.trySend(1)).toThrow("send on closed channel");
    expect(() => channel.sendSync(1)).toThrow("send on closed channel");
    expect(() => channel.close()).toThrow("close of closed channel");
  });

  it.each([-1, 1.5, 2 ** 21, "4" as unknown as number])("refuses a capacity of %s", (capacity) => {
    expect(() => make(capacity)).toThrow(/makechan|size out of range/);
  });

  it("is named in reports with what waits on it", async () => {
    const channel = make<number>(3);
    const received = channel.recv();
    expect(dump()).toMatch(/chan receive on shared chan \d+ \(cap 3, len 0\)/);
    channel.trySend(1);
    await received;
  });
});

describe("a wait that is cancelled", () => {
  it("gives its reason, and has sent nothing", async () => {
    const channel = make<number>();
    const [ctx, cancel] = withCancel(background());
    const waiting = channel.send(1, ctx);
    cancel();
    await expect(waiting).rejects.toThrow("context canceled");
    expect(channel.tryRecvOk()).toBeUndefined();
  });

  it("takes no value", async () => {
    const channel = make<number>(1);
    const controller = new AbortController();
    const [first, second] = [channel.recv(controller.signal), channel.recv()];
    controller.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    await channel.send(7);
    expect(await second).toBe(7);
  });

  it("is refused before it begins where that was cancelled already", async () => {
    const channel = make<number>(1);
    const signal = AbortSignal.abort(new Error("before"));
    await expect(channel.send(1, signal)).rejects.toThrow("before");
    await expect(channel.recvOk(signal)).rejects.toThrow("before");
    expect(channel.len).toBe(0);
  });

  it("comes too late where the value has come", async () => {
    const channel = make<number>();
    const controller = new AbortController();
    const received = channel.recv(controller.signal);
    channel.trySend(1);
    controller.abort(new Error("too late"));
    expect(await received).toBe(1);
  });
});
