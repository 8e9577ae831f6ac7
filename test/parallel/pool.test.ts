// Parallel goroutines: they run on workers, take what can cross and give it back, and end as local ones do.

import { threadId } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import { go } from "../../src/csp/go.ts";
import { CannotCrossError, GOMAXPROCS, sharedChan, shutdown } from "../../src/parallel/index.ts";
import { WaitGroup } from "../../src/sync/index.ts";
import { add, double, echo, fail, pump, startAnother, throwValue, whereIs } from "./functions.ts";

afterAll(shutdown);

describe("a parallel function that is called", () => {
  it("gives what it returns, whichever kind of function it is", async () => {
    expect(await add(2, 3)).toBe(5);
    expect(await double(21)).toBe(42);
  });

  it("runs on another thread", async () => {
    const there = await whereIs();
    expect(there.isMainThread).toBe(false);
    expect(there.thread).not.toBe(threadId);
  });

  it("carries an error home, with its name, its stack, its cause and what is written on it", async () => {
    const error = await fail("no luck").then(
      () => undefined,
      (thrown: unknown) => thrown as Error & { code: string },
    );
    expect(error).toMatchObject({ name: "OddError", message: "no luck", code: "ODD" });
    expect(error?.stack).toContain("functions.ts");
    expect(error?.stack).toMatch(/at worker \d+$/);
    expect(error?.cause).toBeInstanceOf(RangeError);
  });

  it.each([["a string"], [7], [null], [{ a: 1 }]])("carries %j home, thrown", async (value) => {
    await expect(throwValue(value)).rejects.toEqual(value);
  });

  it("can start others from a worker", async () => {
    expect(await startAnother(41)).toBe(42);
  });

  it("refuses what cannot cross, by its path", async () => {
    const bad = { deep: [1, () => {}] };
    await expect(echo(bad)).rejects.toThrow(CannotCrossError);
  });

  it("copies its arguments when it is called", async () => {
    const value = { n: 1 };
    const answer = echo(value);
    value.n = 2;
    expect(await answer).toEqual({ n: 1 });
  });

  it("answers many at once", async () => {
    const sums = await Promise.all(Array.from({ length: 5000 }, (_, i) => add(i, 1)));
    expect(sums).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
  });
});

describe("go of a parallel function", () => {
  it("runs it on a worker; a wait group can wait for it", async () => {
    const [from, to] = [sharedChan<number>(), sharedChan<number>(2)];
    const wg = new WaitGroup();
    wg.go(pump, from, to);
    go(async () => {
      for (let n = 0; n < 100; n++) await from.send(n);
      from.close();
    });
    const got: number[] = [];
    for await (const n of to) got.push(n);
    expect(got).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    await wg.wait();
  });
});

describe("GOMAXPROCS", () => {
  it("spreads goroutines over so many workers", async () => {
    const before = GOMAXPROCS(3);
    const gate = sharedChan<number>();
    void gate;
    expect(GOMAXPROCS(before)).toBe(3);
  });
});
