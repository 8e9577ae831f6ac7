// Workers that die: what ran there fails and says why, what had not begun runs elsewhere, and nothing hangs.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  GOMAXPROCS,
  ShutdownError,
  sharedChan,
  shutdown,
  WorkerDiedError,
} from "../../src/parallel/index.ts";
import { add, crash, leave, spin, waitFor } from "./functions.ts";

beforeAll(() => {
  GOMAXPROCS(1);
});
afterAll(shutdown);

describe("a worker that dies", () => {
  it("fails what runs there, and says how it ended", async () => {
    await expect(leave(3)).rejects.toThrow(WorkerDiedError);
    await expect(leave(3)).rejects.toThrow(/died while it ran leave: it ended with status 3/);
  });

  it("is followed by another", async () => {
    await expect(leave(0)).rejects.toThrow(WorkerDiedError);
    expect(await add(1, 2)).toBe(3);
  });

  it("leaves what it has not begun to the one that follows", async () => {
    const left = leave(1);
    const sums = Promise.all(Array.from({ length: 20 }, (_, i) => add(i, 0)));
    await expect(left).rejects.toThrow(WorkerDiedError);
    expect(await sums).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it("gives the error as cause that nobody caught there", async () => {
    const error = await crash("out of nowhere").catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(WorkerDiedError);
    expect(String((error as Error).cause)).toContain("out of nowhere");
  });
});

describe("shutdown", () => {
  it("fails what still runs, and what waits to", async () => {
    const gate = sharedChan<number>();
    const waiting = waitFor(gate);
    const spinning = spin();
    const behind = add(1, 2);
    const all = Promise.allSettled([waiting, spinning, behind]);
    await shutdown();
    for (const outcome of await all) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(ShutdownError) });
    }
  });

  it("lets goroutines run again that are started later", async () => {
    await shutdown();
    expect(await add(20, 22)).toBe(42);
  });
});
