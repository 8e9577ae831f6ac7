/** How a process measures a program, on a clock that only the program moves. */

import { describe, expect, it } from "vitest";
import {
  measureMemory,
  measureOnce,
  measureSpeed,
  measureWake,
} from "../../bench/channels/measure.ts";
import { pingPong } from "../../bench/channels/workloads/ping-pong.ts";
import { spawn } from "../../bench/channels/workloads/spawn.ts";

/** A program that takes so many nanoseconds an operation, and keeps the sizes it ran. */
function costing(nsAnOperation: number) {
  let now = 0;
  const sizes: number[] = [];
  const program = async (size: number) => {
    sizes.push(size);
    now += size * nsAnOperation;
    return size;
  };
  return { program, sizes, clock: () => now };
}

describe("a calibrated program", () => {
  it("is measured at what one operation costs", async () => {
    const { program, clock } = costing(250);
    const { value, batches } = await measureSpeed(program, pingPong, 80, clock);
    expect(value).toBe(250);
    expect(batches).toHaveLength(5);
  });

  it("grows until a batch is long, in sizes that 16 channels and 10 goroutines can share", async () => {
    const { program, sizes, clock } = costing(7);
    const { size } = await measureSpeed(program, pingPong, 80, clock);
    expect(size * 7).toBeGreaterThanOrEqual(40e6);
    expect(sizes.filter((ran) => ran % 80 !== 0)).toEqual([]);
  });

  it("does not stop at a small size because one run was held up", async () => {
    const { program, clock } = costing(100);
    let runs = 0;
    let heldUpNs = 0;
    const heldUpOnce = async (size: number) => {
      if (++runs === 2) heldUpNs += 60e6;
      return program(size);
    };
    const { size } = await measureSpeed(heldUpOnce, pingPong, 80, () => clock() + heldUpNs);
    expect(size).toBeGreaterThan(100_000);
  });

  it("that is very slow is measured at least once", async () => {
    const { program, clock } = costing(1e9);
    const { size, value, batches } = await measureSpeed(program, pingPong, 80, clock);
    expect({ size, value, batches }).toEqual({ size: 80, value: 1e9, batches: [1e9] });
  });
});

describe("a program of fixed size", () => {
  it("runs at that size only", async () => {
    const { program, sizes, clock } = costing(1_000);
    const { size } = await measureSpeed(program, spawn, 100_000, clock);
    expect(size).toBe(100_000);
    expect(new Set(sizes)).toEqual(new Set([100_000]));
  });
});

describe("an answer", () => {
  it("that changes between runs of the same size is refused", async () => {
    const { program, clock } = costing(1_000);
    let runs = 0;
    const forgetful = async (size: number) => (await program(size)) - (++runs === 7 ? 1 : 0);
    await expect(measureSpeed(forgetful, spawn, 100_000, clock)).rejects.toThrow(
      "the answer for size 100000 was",
    );
  });

  it("comes with the one run of a small measurement", async () => {
    const { program, clock } = costing(30);
    expect(await measureOnce(program, pingPong, 80, clock)).toEqual({
      size: 80,
      answer: 80,
      value: 30,
      batches: [30],
    });
  });
});

describe("waking", () => {
  it("is timed without the parking, and its first half is left out", async () => {
    let now = 0;
    let rounds = 0;
    const park = async (count: number) => {
      now += 500e6;
      rounds++;
      return async () => {
        now += count * (rounds === 1 ? 9_000 : 40);
        return count;
      };
    };
    const { value, batches } = await measureWake(park, 1_000, "enough", () => now);
    expect(value).toBe(40);
    expect(batches).toEqual([40, 40, 40]);
  });
});

describe("waking that is very slow", () => {
  it("is not repeated for minutes", async () => {
    let now = 0;
    const park = async (count: number) => async () => {
      now += 4e9;
      return count;
    };
    const { batches } = await measureWake(park, 100_000, "enough", () => now);
    expect(batches).toEqual([40_000]);
  });
});

describe("memory", () => {
  it("is what the parked goroutines add, each", async () => {
    let parked = 0;
    let garbage = 0;
    const park = async (count: number) => {
      parked += count;
      garbage += 1_000_000;
      return async () => {
        parked -= count;
        return count;
      };
    };
    const collect = () => {
      garbage = 0;
    };
    const resident = () => 5_000_000 + garbage + parked * 300;
    expect((await measureMemory(park, 1_000, collect, resident)).value).toBe(300);
  });
});
