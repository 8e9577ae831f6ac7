// Channels between real threads: every value once, in an order that a channel can have, and nobody left
// behind.

import { execFile } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { Agent, makeHeap, SharedChannel } from "../../../src/workers/index.ts";
import { RECEIVERS, SENDERS } from "../../../src/workers/rendezvous.ts";
import type { Manner } from "./bodies.ts";
import { type Event, isLinearizable } from "./history.ts";
import { onThread } from "./start.ts";

const MEMORY_BYTES = 1 << 22;

interface Setting {
  readonly memory: SharedArrayBuffer;
  readonly clock: SharedArrayBuffer;
  readonly channel: SharedChannel<unknown>;
}

function setUp(capacity: number): Setting {
  const memory = makeHeap(MEMORY_BYTES);
  const channel = SharedChannel.make<unknown>(new Agent(memory), capacity);
  return { memory, clock: new SharedArrayBuffer(4), channel };
}

/** Two producers and two consumers on four threads; the history of what they did, and the close. */
async function crowd(
  { memory, clock, channel }: Setting,
  manners: readonly [Manner, Manner],
  values: readonly (readonly unknown[])[],
): Promise<Event[]> {
  const { address } = channel;
  const consumers = manners.map((m) => onThread("consume", memory, clock, address, m));
  const producers = values.map((own, i) =>
    onThread("produce", memory, clock, address, manners[i % 2] as Manner, own),
  );
  const sent = await Promise.all(producers);
  const tick = () => Atomics.add(new Int32Array(clock), 0, 1);
  const began = tick();
  channel.close();
  const closed: Event = { does: "close", value: undefined, ok: true, began, ended: tick() };
  return [...sent.flat(), closed, ...(await Promise.all(consumers)).flat()];
}

const upTo = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);

/** Waits until somebody waits in a queue of the channel. */
async function someoneWaits({ memory, channel }: Setting, queue: number): Promise<void> {
  const words = new Int32Array(memory);
  while (Atomics.load(words, channel.address + queue) === 0) await turn();
}

describe("between threads", () => {
  it.each<[capacity: number, Manner, Manner]>([
    [0, "blocking", "blocking"],
    [0, "async", "blocking"],
    [1, "async", "async"],
    [16, "blocking", "async"],
    [128, "blocking", "blocking"],
  ])("every value comes once, by capacity %i, %s and %s", async (capacity, a, b) => {
    const events = await crowd(setUp(capacity), [a, b], [upTo(2000), upTo(2000, 2000)]);
    const received = events.filter((e) => e.does === "recv" && e.ok).map((e) => e.value as number);
    expect(received.toSorted((x, y) => x - y)).toEqual(upTo(4000));
  });

  it.each<[capacity: number, Manner, Manner]>([
    [0, "blocking", "async"],
    [1, "blocking", "blocking"],
    [2, "async", "blocking"],
  ])("histories are linearizable, by capacity %i, %s and %s", async (capacity, a, b) => {
    const events = await crowd(setUp(capacity), [a, b], [upTo(60), upTo(60, 60)]);
    expect(events.filter((e) => e.does === "recv" && e.ok)).toHaveLength(120);
    expect(isLinearizable(events, capacity)).toBe(true);
  });

  it("plain data of all kinds and sizes arrives as it was sent", async () => {
    const values = upTo(300).map((n) => ({
      n,
      text: "é€😀".repeat(n % 7),
      bytes: new Uint8Array(n * 5).fill(n),
      nested: [[-0, Number.NaN, 10n ** BigInt(n % 40), null, undefined, n % 2 === 0]],
    }));
    const events = await crowd(setUp(4), ["blocking", "async"], [values]);
    const received = events.filter((e) => e.does === "recv" && e.ok);
    const sorted = received.map((e) => e.value as { n: number }).sort((x, y) => x.n - y.n);
    expect(sorted).toStrictEqual(values);
  });

  it.each<Manner>(["blocking", "async"])(
    "a close wakes receivers that wait, %s",
    async (manner) => {
      const setting = setUp(0);
      const { memory, clock, channel } = setting;
      const consumers = [1, 2].map(() =>
        onThread("consume", memory, clock, channel.address, manner),
      );
      await someoneWaits(setting, RECEIVERS);
      await channel.send("last");
      await someoneWaits(setting, RECEIVERS);
      channel.close();
      const events = (await Promise.all(consumers)).flat();
      expect(events.filter((e) => e.ok).map((e) => e.value)).toEqual(["last"]);
      expect(events.filter((e) => !e.ok)).toHaveLength(2);
    },
  );

  it.each<Manner>(["blocking", "async"])("a close fails senders that wait, %s", async (manner) => {
    const setting = setUp(1);
    const { memory, clock, channel } = setting;
    const producer = onThread("produce", memory, clock, channel.address, manner, ["in", "out"]);
    await someoneWaits(setting, SENDERS);
    channel.close();
    expect((await producer).map((e) => e.ok)).toEqual([true, false]);
    expect(await channel.recvOk()).toEqual({ value: "in", ok: true });
    expect(await channel.recvOk()).toEqual({ value: undefined, ok: false });
  });

  it.each<Manner>(["blocking", "async"])("ping answers pong, %s", async (manner) => {
    const memory = makeHeap(MEMORY_BYTES);
    const agent = new Agent(memory);
    const pings = SharedChannel.make<number>(agent, 0);
    const pongs = SharedChannel.make<number>(agent, 0);
    const peer = onThread("echo", memory, pings.address, pongs.address, manner, 500);
    for (let round = 0; round < 500; round++) {
      await pings.send(round);
      expect(await pongs.recv()).toBe(round);
    }
    expect(await peer).toBe(500);
  });

  it("two selects share the values of three channels, each value once and in order", async () => {
    const memory = makeHeap(MEMORY_BYTES);
    const clock = new SharedArrayBuffer(4);
    const agent = new Agent(memory);
    const channels = [0, 1, 8].map((capacity) => SharedChannel.make<number>(agent, capacity));
    const addresses = channels.map((channel) => channel.address);
    const choosers = [1, 2].map(() => onThread("choose", memory, addresses));
    const produced = addresses.map((address, i) =>
      onThread("produce", memory, clock, address, i === 1 ? "async" : "blocking", upTo(500)),
    );
    await Promise.all(produced);
    for (const channel of channels) channel.close();
    const [first, second] = (await Promise.all(choosers)) as number[][][];
    channels.forEach((_, i) => {
      const [a, b] = [first?.[i] ?? [], second?.[i] ?? []];
      for (const own of [a, b]) expect(own).toEqual(own.toSorted((x, y) => x - y));
      expect([...a, ...b].toSorted((x, y) => x - y)).toEqual(upTo(500));
    });
  });

  it("the event loop goes on while goroutines are busy with another thread", async () => {
    const memory = makeHeap(MEMORY_BYTES);
    const agent = new Agent(memory);
    const pings = SharedChannel.make<number>(agent, 8);
    const pongs = SharedChannel.make<number>(agent, 8);
    let turns = 0;
    let busy = true;
    const count = () => {
      turns++;
      if (busy) setImmediate(count);
    };
    setImmediate(count);
    const peer = onThread("echo", memory, pings.address, pongs.address, "blocking", 1);
    await pings.send(0);
    while (turns < 10) {
      await pongs.send(turns);
      await pongs.recv();
    }
    busy = false;
    expect(await peer).toBe(1);
  });

  it("a process lives while it waits for another thread, and no longer", async () => {
    const program = fileURLToPath(new URL("./alive.mjs", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    expect(stdout).toBe("arrived\n");
  });
});
