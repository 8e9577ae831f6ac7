// Many values at once through a channel that threads share.

import fc from "fast-check";
import { go } from "goroutine-kit";
import { describe, expect, it } from "vitest";
import { sharedChan } from "../../src/parallel/index.ts";

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("a batch", () => {
  it("arrives in order, whatever the capacity and the sizes of batches", async () => {
    const values = fc.array(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), {
      maxLength: 700,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 300 }),
        fc.array(values, { maxLength: 4 }),
        fc.integer({ min: 1, max: 600 }),
        async (capacity, batches, most) => {
          const channel = sharedChan<unknown>(capacity);
          go(async () => {
            for (const batch of batches) await channel.sendBatch(batch);
            channel.close();
          });
          const received: unknown[] = [];
          for (;;) {
            const batch = await channel.recvBatch(most);
            if (batch.length === 0) break;
            expect(batch.length).toBeLessThanOrEqual(most);
            received.push(...batch);
          }
          expect(received).toEqual(batches.flat());
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is handed to those who wait for single values, each one", async () => {
    const channel = sharedChan<number>(2);
    const waiting = [channel.recv(), channel.recv(), channel.recv()];
    await channel.sendBatch([1, 2, 3, 4, 5]);
    expect(await Promise.all(waiting)).toEqual([1, 2, 3]);
    expect(await channel.recvBatch(9)).toEqual([4, 5]);
  });

  it("takes with it what senders bring who wait, in their order", async () => {
    const channel = sharedChan<number>(1);
    const sending = [1, 2, 3, 4].map((n) => channel.send(n));
    expect(await channel.recvBatch(2)).toEqual([1, 2]);
    expect(await channel.recvBatch(9)).toEqual([3, 4]);
    await Promise.all(sending);
  });

  it("may be a typed array", async () => {
    const channel = sharedChan<number>(8);
    await channel.sendBatch(Int32Array.of(1, -2, 3));
    await channel.sendBatch(Float64Array.of(0.5, -0));
    expect(await channel.recvBatch(8)).toEqual([1, -2, 3, 0.5, -0]);
  });

  it("blocks a thread only as long as it must", () => {
    const channel = sharedChan<number>(300);
    channel.sendBatchSync(upTo(300));
    expect(channel.recvBatchSync(1000)).toEqual(upTo(300));
    channel.close();
    expect(channel.recvBatchSync(1)).toEqual([]);
    expect(() => channel.sendBatchSync([1])).toThrow("send on closed channel");
  });

  it("of which one value cannot cross is refused before any of it was sent", async () => {
    const channel = sharedChan<unknown>(8);
    await expect(channel.sendBatch([1, { f: () => 1 }])).rejects.toThrow("value.f is function f");
    expect(channel.len).toBe(0);
  });

  it("fails where the channel is closed while it waits, and what was sent stays sent", async () => {
    const channel = sharedChan<string>(1);
    const sending = channel.sendBatch(["sent", "a longer text that waits", "another one"]);
    channel.close();
    await expect(sending).rejects.toThrow("send on closed channel");
    expect(await channel.recvBatch(9)).toEqual(["sent"]);
    expect(await channel.recvBatch(9)).toEqual([]);
  });

  it("is broken off by a signal", async () => {
    const channel = sharedChan<number>(1);
    const controller = new AbortController();
    const sending = channel.sendBatch([1, 2, 3], controller.signal);
    controller.abort(new Error("enough"));
    await expect(sending).rejects.toThrow("enough");
    expect(await channel.recvBatch(9)).toEqual([1]);
    const receiving = channel.recvBatch(9, AbortSignal.abort(new Error("before")));
    await expect(receiving).rejects.toThrow("before");
  });

  it.each([0, -1, 1.5, Number.NaN])("is of no size %s", async (most) => {
    await expect(sharedChan(1).recvBatch(most)).rejects.toThrow(
      `recvBatch: ${most} is not a whole number from 1 on`,
    );
  });
});
