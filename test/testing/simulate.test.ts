// simulate: a program in virtual time, with every choice drawn from a seed.

import { describe, expect, it } from "vitest";
import { chan, go, PanicError } from "../../src/index.ts";
import {
  ConcurrentSimulationError,
  DeadlockError,
  SeedError,
  simulate,
} from "../../src/testing/index.ts";

describe("simulate", () => {
  it("resolves with what the main goroutine returns", async () => {
    expect(await simulate(1, async () => "done")).toBe("done");
  });

  it("rejects with a deadlock when nothing can go on", async () => {
    await expect(simulate(7, () => chan().recv())).rejects.toThrow(DeadlockError);
  });

  it("rejects with the panic of a goroutine", async () => {
    const failure = simulate(7, async () => {
      go(() => {
        throw new RangeError("oops");
      });
      await chan().recv();
    });
    await expect(failure).rejects.toThrow(PanicError);
  });

  it("refuses to nest", async () => {
    const failure = simulate(1, () => simulate(2, () => 3));
    await expect(failure).rejects.toMatchObject({ cause: expect.any(ConcurrentSimulationError) });
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 32])("refuses the seed %d", async (seed) => {
    await expect(simulate(seed, () => 1)).rejects.toThrow(SeedError);
  });
});
