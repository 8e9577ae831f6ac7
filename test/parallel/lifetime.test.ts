// Shared memory is used again once nobody refers to what was in it: no handle, and no value on its way.

import { execFile } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { Agent, makeHeap, SharedChannel } from "../../src/workers/index.ts";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

async function collect(): Promise<void> {
  for (let rounds = 0; rounds < 4; rounds++) {
    gc();
    await turn();
  }
}

/** Does it so often that the memory would not suffice if nothing of it were used again. */
async function often(doIt: () => unknown): Promise<void> {
  for (let rounds = 0; rounds < 40; rounds++) {
    doIt();
    await collect();
  }
}

const setUp = () => new Agent(makeHeap(1 << 18));

describe("the memory of a channel", () => {
  it("is used again, with its buffer and what was in it", async () => {
    const agent = setUp();
    await often(() => {
      const channel = SharedChannel.make<unknown>(agent, 64);
      while (channel.trySend("a text that stands in a block of its own, and fills it".repeat(4)));
      expect(channel.len).toBe(64);
    });
  });

  it("is kept for a value on its way, and given up by who takes it", async () => {
    const agent = setUp();
    const carrier = SharedChannel.make<SharedChannel<number>>(agent, 1);
    (() => {
      const channel = SharedChannel.make<number>(agent, 1);
      channel.trySend(7);
      carrier.trySend(channel);
    })();
    await collect();
    expect(carrier.tryRecv()?.tryRecv()).toBe(7);
  });

  it("is given up with the channel in whose buffer it was", async () => {
    const agent = setUp();
    await often(() => {
      let channel = SharedChannel.make<unknown>(agent, 1);
      for (let depth = 0; depth < 200; depth++) {
        const outer = SharedChannel.make<unknown>(agent, 1);
        outer.trySend(depth % 2 === 0 ? channel : { in: [channel] });
        channel = outer;
      }
      expect(channel.len).toBe(1);
    });
  });

  it("is kept while a goroutine waits on it, though nobody else refers to it", async () => {
    const agent = setUp();
    const carrier = SharedChannel.make<SharedChannel<string>>(agent, 1);
    const received = (() => {
      const channel = SharedChannel.make<string>(agent, 0);
      carrier.trySend(channel);
      return channel.recv();
    })();
    await collect();
    expect(carrier.tryRecv()?.trySend("still there")).toBe(true);
    expect(await received).toBe("still there");
  });

  it("outlasts a million short-lived channels", async () => {
    const program = fileURLToPath(new URL("./programs/short-lived.ts", import.meta.url));
    const args = ["--import", "tsx", program, "1000000"];
    expect((await promisify(execFile)(process.execPath, args)).stdout).toBe("true\n");
  }, 60_000);

  it("of a thread that has died is given up for it", async () => {
    const memory = makeHeap(1 << 18);
    const agent = new Agent(memory);
    const carrier = SharedChannel.make<unknown>(agent, 1);
    const held: unknown[] = []; // never collected, as if it were in another thread
    await often(() => {
      const dead = new Agent(memory);
      const there = new SharedChannel<unknown>(dead, carrier.address);
      for (let i = 0; i < 100; i++) {
        carrier.trySend(SharedChannel.make(agent, 1));
        held.push(there.tryRecv());
      }
      agent.handles.dropAllOf(dead.thread.record);
    });
    expect(held).toHaveLength(4000);
  });
});
