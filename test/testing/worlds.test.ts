// A simulation and the world outside of it: neither sees the other, and what a simulation leaves behind
// never goes on.

import { describe, expect, it, vi } from "vitest";
import * as gen from "../../src/gen.ts";
import {
  afterFunc,
  type Chan,
  chan,
  dump,
  Gosched,
  go,
  NumGoroutine,
  now,
  recv,
  select,
  sleep,
} from "../../src/index.ts";
import { external, type Program, record, simulate } from "../../src/testing/index.ts";

/** Lets everything go on that can. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe("the world outside", () => {
  it.each<[string, Program<unknown>]>([
    ["succeeds", () => 1],
    ["deadlocks", () => chan().recv()],
    ["panics", () => Promise.reject(new Error("oops"))],
    ["passes a limit", () => sleep(2)],
  ])("has its clock and its goroutines back after a simulation that %s", async (_, program) => {
    const goroutines = NumGoroutine();
    const before = now();
    await simulate(1, program, { maxTimeMs: 1 }).catch(() => {});
    expect(now() - before).toBeGreaterThanOrEqual(0);
    expect(now() - before).toBeLessThan(3_600_000);
    expect(NumGoroutine()).toBe(goroutines);
    expect(dump()).not.toContain("]: main");
    const ch = chan<number>();
    go(() => ch.send(1));
    await sleep(1);
    expect(await ch.recv()).toBe(1);
  });

  it("has its panic handler back", async () => {
    await simulate(1, () => 1);
    const uncaught = vi.fn<(error: Error) => void>();
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.once("uncaughtException", uncaught);
    try {
      go(() => {
        throw new RangeError("outside");
      });
      await settle();
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of listeners) process.on("uncaughtException", listener);
    }
    expect(uncaught).toHaveBeenCalledOnce();
  });

  it("is not counted in a simulation, nor in its dump", async () => {
    const ch = chan<number>();
    go(async function outsider() {
      await ch.recv();
    });
    await Gosched();
    const [count, text] = await simulate(1, () => [NumGoroutine(), dump()] as const);
    expect(count).toBe(1);
    expect(text).not.toContain("outsider");
    expect(dump()).toContain("outsider");
    ch.close();
  });

  it("goes on with what was ready before, outside of the simulation", async () => {
    const order: string[] = [];
    const ch = chan<string>();
    go(async () => {
      for await (const word of ch) order.push(word);
    });
    go(function* () {
      yield* gen.send(ch, "before");
      yield* gen.send(ch, "before too");
    });
    await record(1, () => order.push("in it")).then(({ transcript }) => {
      expect(transcript).not.toContain("goroutine 2");
    });
    await settle();
    expect(order.sort()).toEqual(["before", "before too", "in it"]);
    ch.close();
  });

  it("still finds its deadlocked waits in a queue that a simulation used too", async () => {
    // All selects without a live case wait in one queue.
    const endless = () => select({ never: null });
    go(async function outside() {
      await endless();
    });
    await settle();
    await simulate(1, async () => {
      go(endless);
      await sleep(1);
    });
    expect(dump()).toContain("select (no cases)");
    await simulate(2, async () => {
      go(endless);
      await sleep(1);
      expect(dump()).toContain("select (no cases)");
    });
  });

  it("fires its timers after a simulation that they came due in", async () => {
    const fired = chan<string>(1);
    afterFunc(1, () => fired.send("fired"));
    const inside = await simulate(1, async () => {
      await external(() => new Promise((resolve) => setTimeout(resolve, 20)));
      return fired.len;
    });
    expect(inside).toBe(0);
    expect(await fired.recv()).toBe("fired");
  });
});

describe("what a simulation leaves behind", () => {
  it("is not handed a value by a send outside", async () => {
    let received = false;
    let smuggled: Chan<number> | undefined;
    await simulate(1, async () => {
      const ch = chan<number>();
      smuggled = ch;
      go(async () => {
        await ch.recv();
        received = true;
      });
      go(function* () {
        yield* gen.recv(ch);
        received = true;
      });
      go(async () => {
        await select({ value: recv(ch), never: null });
        received = true;
      });
      await sleep(1);
    });
    expect(smuggled?.trySend(1)).toBe(false);
    smuggled?.close();
    await settle();
    expect(received).toBe(false);
  });

  it("takes no value for a wait that outlived its goroutine", async () => {
    let smuggled: Chan<number> | undefined;
    await simulate(1, async () => {
      const ch = chan<number>();
      smuggled = ch;
      go(() => void ch.recv());
      await sleep(1);
    });
    expect(smuggled?.trySend(1)).toBe(false);
  });

  it("leaves those be who wait outside on the same channel", async () => {
    const shared = chan<string>();
    const outside = shared.recv();
    await settle();
    await simulate(1, async () => {
      go(() => shared.recv());
      go(async () => {
        await select({ word: recv(shared) });
      });
      await sleep(1);
    });
    expect(shared.trySend("to the one outside")).toBe(true);
    expect(shared.trySend("to nobody")).toBe(false);
    expect(await outside).toBe("to the one outside");
  });

  it("is not woken by an abort outside", async () => {
    let woken = false;
    const controller = new AbortController();
    const { signal } = controller;
    await simulate(1, async () => {
      const ch = chan<number>();
      const wake = () => {
        woken = true;
      };
      go(() => ch.recv(signal).then(wake, wake));
      go(() => sleep(5, signal).then(wake, wake));
      go(() => select({ value: recv(ch) }, signal).then(wake, wake));
      go(function* () {
        try {
          yield* gen.recv(ch, signal);
        } finally {
          wake();
        }
      });
      await sleep(1);
    });
    controller.abort();
    await settle();
    expect(woken).toBe(false);
  });

  it("is no goroutine of the world outside when the platform lets it go on", async () => {
    const before = NumGoroutine();
    let letGo = () => {};
    let wentOn = false;
    await simulate(1, async () => {
      const foreign = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      go(async () => {
        await foreign;
        wentOn = true;
        throw new Error("an abandoned goroutine that fails is no panic outside");
      });
      await sleep(1);
    });
    const survivor = chan<number>();
    go(async function survives() {
      await survivor.recv();
    });
    await settle();
    letGo();
    await settle();
    expect(wentOn).toBe(true);
    expect(NumGoroutine()).toBe(before + 1);
    expect(dump()).toContain("survives");
    survivor.close();
  });

  it("does not go on in the next simulation", async () => {
    let steps = 0;
    const endless = async () => {
      go(async () => {
        for (;;) {
          steps++;
          await sleep(1);
        }
      });
      await sleep(3);
    };
    await simulate(1, endless);
    const once = steps;
    await simulate(1, endless);
    expect(steps).toBe(2 * once);
  });
});

describe("external", () => {
  it("has the simulation stand still until the platform is done", async () => {
    const result = await simulate(1, async () => {
      const log: string[] = [];
      go(async () => {
        for (let i = 0; i < 3; i++) {
          await sleep(1);
          log.push("tick");
        }
      });
      const startMs = now();
      const value = await external(() => new Promise((resolve) => setTimeout(resolve, 5, "read")));
      return { value, passedMs: now() - startMs, log };
    });
    expect(result).toEqual({ value: "read", passedMs: 0, log: [] });
  });

  it("keeps the schedule the seed's, in whatever order several settle", async () => {
    const program = (slowMs: number, fastMs: number) => async () => {
      const order = chan<string>(2);
      const read = async (name: string, ms: number) => {
        await external(() => new Promise((resolve) => setTimeout(resolve, ms)));
        await order.send(name);
      };
      go(read, "x", slowMs);
      go(read, "y", fastMs);
      return `${await order.recv()}${await order.recv()}`;
    };
    for (let seed = 0; seed < 8; seed++) {
      const first = await record(seed, program(8, 1));
      expect(await record(seed, program(1, 8))).toEqual(first);
    }
  });

  it("lets several calls of one goroutine go on in the order of the calls", async () => {
    const order = (slowMs: number, fastMs: number) => async () => {
      const settled: string[] = [];
      const read = async (name: string, ms: number) => {
        await external(() => new Promise((resolve) => setTimeout(resolve, ms)));
        settled.push(name);
      };
      await Promise.all([read("x", slowMs), read("y", fastMs)]);
      return settled.join("");
    };
    for (let seed = 0; seed < 8; seed++) {
      expect(await simulate(seed, order(1, 8))).toBe(await simulate(seed, order(8, 1)));
    }
  });

  it("passes a rejection on", async () => {
    const caught = await simulate(1, () =>
      Promise.resolve(external(() => Promise.reject(new RangeError("no such file")))).catch(
        (error: Error) => error.message,
      ),
    );
    expect(caught).toBe("no such file");
  });

  it("is the promise itself outside of a simulation", () => {
    const promise = Promise.resolve(1);
    expect(external(() => promise)).toBe(promise);
  });
});
