// leakCheck: goroutines that are there at the end and were not at the start.

import { afterEach, describe, expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import { type Chan, chan, Gosched, go, type PanicError, sleep } from "../../src/index.ts";
import {
  LeakCheckInSimulationError,
  LeakError,
  leakCheck,
  simulate,
} from "../../src/testing/index.ts";

describe("leakCheck", () => {
  const gates: Chan<number>[] = [];

  /** A channel that is closed when the test has ended, so that what leaks on purpose goes. */
  function gate(): Chan<number> {
    const ch = chan<number>();
    gates.push(ch);
    return ch;
  }

  afterEach(() => {
    for (const ch of gates.splice(0)) ch.close();
  });

  it("is content where nothing was started", async () => {
    const block = async () => {
      await using _ = leakCheck();
      return "its value";
    };
    expect(await block()).toBe("its value");
  });

  it("is content where all have ended", async () => {
    const check = leakCheck();
    const done = chan<boolean>(2);
    go(() => done.send(true));
    go(function* () {
      yield* gen.send(done, true);
    });
    await done.recv();
    await done.recv();
    await expect(check.verify()).resolves.toBeUndefined();
  });

  it("waits for those that can go on, however many steps they need", async () => {
    const check = leakCheck();
    let [asyncSteps, generatorSteps] = [0, 0];
    const ch = gate();
    go(async () => {
      for (; asyncSteps < 5000; asyncSteps++) await Gosched();
    });
    go(function* () {
      for (; generatorSteps < 5000; generatorSteps++) yield* gen.Gosched();
    });
    go(async () => {
      for (let i = 0; i < 5000; i++) await ch.send(i);
    });
    go(function* () {
      for (let i = 0; i < 5000; i++) yield* gen.recv(ch);
    });
    await check.verify();
    expect([asyncSteps, generatorSteps]).toEqual([5000, 5000]);
  });

  it("waits for one that awaits what the platform is about to do", async () => {
    const check = leakCheck();
    let read = false;
    go(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      read = true;
    });
    await check.verify();
    expect(read).toBe(true);
  });

  it("rejects with where each waits that is left", async () => {
    const check = leakCheck();
    const ch = gate();
    go(async function asyncLeaker() {
      await ch.recv();
    });
    go(function* generatorLeaker() {
      yield* gen.recv(ch);
    });
    const failure = await check.verify().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LeakError);
    const { message, dump } = failure as LeakError;
    expect(message).toContain("goroutines are left that should have ended");
    expect(dump).toMatch(/goroutine \d+ \[chan receive on chan \d+ \(cap 0\)\]: asyncLeaker/);
    expect(dump).toMatch(/goroutine \d+ \[chan receive on chan \d+ \(cap 0\)\]: generatorLeaker/);
  });

  it("does not wait for time: one that sleeps has not ended", async () => {
    const controller = new AbortController();
    const check = leakCheck();
    go(() => sleep(3_600_000, controller.signal).catch(() => {}));
    await expect(check.verify()).rejects.toThrow("sleep on a timer of 3600000 ms");
    controller.abort();
    await check.verify();
  });

  it("does not wait for ever for one that awaits what never comes", async () => {
    let come = () => {};
    const check = leakCheck();
    go(async function waiter() {
      await new Promise<void>((resolve) => {
        come = resolve;
      });
    });
    await expect(check.verify()).rejects.toThrow("[awake or awaiting]: waiter");
    come();
    await check.verify();
  });

  it("is not concerned with those that were there before", async () => {
    const ch = gate();
    go(async function asyncElder() {
      await ch.recv();
    });
    go(function* generatorElder() {
      yield* gen.recv(ch);
    });
    // The check begins before they have begun to run.
    await expect(leakCheck().verify()).resolves.toBeUndefined();
    await expect(leakCheck().verify()).resolves.toBeUndefined();
  });

  it("fails at the end of a block, with using", async () => {
    const ch = gate();
    const block = async () => {
      await using _ = leakCheck();
      go(() => ch.recv());
    };
    await expect(block()).rejects.toThrow(LeakError);
  });

  it("is refused in a simulation", async () => {
    const failure = await simulate(1, () => leakCheck()).catch((error: unknown) => error);
    expect((failure as PanicError).cause).toBeInstanceOf(LeakCheckInSimulationError);
  });
});
