// simulate: a program in virtual time. What it gives, how it fails, and what it does to time.

import { describe, expect, expectTypeOf, it } from "vitest";
import * as gen from "../../src/gen.ts";
import { chan, Goexit, go, now, PanicError, recv, select, since, sleep } from "../../src/index.ts";
import {
  ConcurrentSimulationError,
  DeadlockError,
  LeakError,
  OptionError,
  ProgramError,
  record,
  SeedError,
  type SimulateOptions,
  StepLimitError,
  simulate,
  TimeLimitError,
} from "../../src/testing/index.ts";

const YEAR_MS = 365 * 24 * 3600 * 1000;

async function failureOf(simulation: Promise<unknown>): Promise<unknown> {
  return simulation.then(
    () => expect.unreachable("the simulation should have failed"),
    (error: unknown) => error,
  );
}

describe("simulate", () => {
  it("resolves with what an async function returns", async () => {
    const value = await simulate(1, async () => "done");
    expectTypeOf(value).toEqualTypeOf<string>();
    expect(value).toBe("done");
  });

  it("resolves with what a generator function returns", async () => {
    const value = await simulate(1, function* () {
      const ch = chan<number>(1);
      yield* gen.send(ch, 4);
      return yield* gen.recv(ch);
    });
    expectTypeOf(value).toEqualTypeOf<number | undefined>();
    expect(value).toBe(4);
  });

  it("resolves with what a plain function returns", async () => {
    const value = await simulate(1, () => 7);
    expectTypeOf(value).toEqualTypeOf<number>();
    expect(value).toBe(7);
  });

  it("hands channels between goroutines of both kinds", async () => {
    const value = await simulate(5, async () => {
      const [numbers, squares] = [chan<number>(), chan<number>()];
      go(function* () {
        for (const n of [1, 2, 3]) yield* gen.send(numbers, n);
        numbers.close();
      });
      go(async () => {
        for await (const n of numbers) await squares.send(n * n);
        squares.close();
      });
      let sum = 0;
      for await (const n of squares) sum += n;
      return sum;
    });
    expect(value).toBe(14);
  });

  it("passes a year of virtual time at once", async () => {
    const passedMs = await simulate(1, async () => {
      const startMs = now();
      await sleep(YEAR_MS);
      return since(startMs);
    });
    expect(passedMs).toBe(YEAR_MS);
  });

  it("starts the clock at midnight UTC on 1 January 2000, as Go's synctest", async () => {
    const date = await simulate(1, () => new Date(now()).toISOString());
    expect(date).toBe("2000-01-01T00:00:00.000Z");
  });

  it("lets no time pass while anything can go on", async () => {
    const passedMs = await simulate(1, async () => {
      const ch = chan<number>();
      const startMs = now();
      go(async () => {
        for (let i = 0; i < 1000; i++) await ch.send(i);
        ch.close();
      });
      for await (const _ of ch);
      return since(startMs);
    });
    expect(passedMs).toBe(0);
  });

  it("lets no time pass while a promise job is due, though it is a generator that caused it", async () => {
    const jobMs = await simulate(1, function* () {
      const startMs = now();
      let jobMs = -1;
      const job = Promise.resolve().then(() => {
        jobMs = since(startMs);
      });
      yield* gen.sleep(10);
      expect(job).toBeInstanceOf(Promise);
      return jobMs;
    });
    expect(jobMs).toBe(0);
  });

  it("runs the promise jobs of the last step as well", async () => {
    let year = 0;
    const job = await simulate(1, function* () {
      yield* gen.sleep(1);
      return {
        promise: Promise.resolve().then(() => {
          year = new Date(now()).getUTCFullYear();
        }),
      };
    });
    await job.promise;
    expect(year).toBe(2000);
  });

  it("adds up fractions of a millisecond without error", async () => {
    const { elapsedMs } = await record(1, async () => {
      for (let i = 0; i < 3; i++) await sleep(0.1);
    });
    expect(elapsedMs).toBe(0.3);
  });

  it("breaks waits off by an AbortSignal", async () => {
    const reason = await simulate(3, async () => {
      const controller = new AbortController();
      go(async () => {
        await sleep(10);
        controller.abort("enough");
      });
      return chan<number>()
        .recv(controller.signal)
        .catch((error: unknown) => error);
    });
    expect(reason).toBe("enough");
  });

  it("does not wait for what the main goroutine leaves behind", async () => {
    let ran = false;
    await simulate(1, async () => {
      go(async () => {
        await sleep(1);
        ran = true;
      });
    });
    expect(ran).toBe(false);
  });
});

describe("a simulation that fails", () => {
  it("reports a deadlock in Go's words, with every goroutine and where it waits", async () => {
    const failure = await failureOf(
      simulate(7, async () => {
        const [left, right] = [chan<number>(), chan<number>(3)];
        go(async function philosopher() {
          await select({ left: recv(left), right: recv(right) });
        });
        go(function* sender() {
          yield* gen.send(chan<number>(), 1);
        });
        await left.recv();
      }),
    );
    expect(failure).toBeInstanceOf(DeadlockError);
    const { message, dump, seed } = failure as DeadlockError;
    expect(seed).toBe(7);
    expect(message).toContain("fatal error: all goroutines are asleep - deadlock!");
    expect(message).toContain("seed 7: simulate(7, ...) runs the same way again");
    expect(message).toContain(dump);
    expect(message).not.toContain("Parked nowhere");
    expect(dump).toContain("goroutine 1 [chan receive on chan 1 (cap 0)]: main");
    expect(dump).toContain(
      "goroutine 2 [select on left: chan 1 (cap 0), right: chan 2 (cap 3, len 0)]: philosopher",
    );
    expect(dump).toContain("goroutine 3 [chan send on chan 3 (cap 0)]: sender");
  });

  it("knows whose wait it is though an async goroutine has gone on from others before", async () => {
    const failure = await failureOf(
      simulate(7, async () => {
        const ch = chan<number>();
        go(async function late() {
          await sleep(3);
          await Promise.resolve();
          await ch.send(1);
          await chan<number>(5).recv();
        });
        await ch.recv();
        await sleep(10);
        await ch.recv();
      }),
    );
    const { dump } = failure as DeadlockError;
    expect(dump).toContain("goroutine 1 [chan receive on chan 1 (cap 0)]: main");
    expect(dump).toContain("goroutine 2 [chan receive on chan 2 (cap 5, len 0)]: late");
  });

  it("names all that one goroutine awaits", async () => {
    const failure = await failureOf(
      simulate(1, () => Promise.all([chan().recv(), sleep(Number.POSITIVE_INFINITY)])),
    );
    expect((failure as DeadlockError).dump).toContain(
      "goroutine 1 [chan receive on chan 1 (cap 0); sleep on a timer of Infinity ms]: main",
    );
  });

  it("says so where a goroutine awaits a promise that is not virtual", async () => {
    const failure = await failureOf(
      simulate(2, async () => {
        await new Promise((resolve) => setImmediate(resolve));
      }),
    );
    expect(failure).toBeInstanceOf(DeadlockError);
    expect((failure as Error).message).toContain("Parked nowhere: goroutine 1 (main)");
    expect((failure as Error).message).toContain("external()");
  });

  it("rejects with a PanicError that names the goroutine and the seed, the error as its cause", async () => {
    const oops = new RangeError("oops");
    const failure = await failureOf(
      simulate(9, async () => {
        go(async function faulty() {
          await sleep(5);
          throw oops;
        });
        await chan().recv();
      }),
    );
    expect(failure).toBeInstanceOf(PanicError);
    expect((failure as PanicError).cause).toBe(oops);
    expect((failure as PanicError).message).toBe(
      "panic: RangeError: oops [goroutine 2 (faulty)]\n(seed 9: simulate(9, ...) runs the same way again)",
    );
  });

  it.each([
    [
      "an async function",
      async () => {
        throw new RangeError("oops");
      },
    ],
    [
      "a generator function",
      function* () {
        yield* gen.sleep(1);
        throw new RangeError("oops");
      },
    ],
    [
      "a plain function",
      () => {
        throw new RangeError("oops");
      },
    ],
  ])("rejects with the panic of the main goroutine where that is %s", async (_, program) => {
    const failure = await failureOf(simulate<unknown>(1, program));
    expect(failure).toBeInstanceOf(PanicError);
    expect((failure as PanicError).cause).toBeInstanceOf(RangeError);
    expect((failure as PanicError).goroutine).toBe(1);
  });

  it("has a stack that leads to who awaits it", async () => {
    const failure = (await failureOf(simulate(1, () => chan().recv()))) as Error;
    expect(failure.stack).toContain("simulate.test.ts");
  });

  it("is a deadlock once all others have ended, where main calls Goexit", async () => {
    let ended = false;
    const failure = await failureOf(
      simulate(1, async () => {
        go(async () => {
          await sleep(1);
          ended = true;
        });
        Goexit();
      }),
    );
    expect(failure).toBeInstanceOf(DeadlockError);
    expect((failure as Error).message).toContain("no goroutines (main called runtime.Goexit)");
    expect(ended).toBe(true);
  });

  it("ends a livelock at maxSteps", async () => {
    const failure = await failureOf(
      simulate(
        4,
        async () => {
          for (;;) await sleep(1);
        },
        { maxSteps: 1000 },
      ),
    );
    expect(failure).toBeInstanceOf(StepLimitError);
    expect((failure as Error).message).toContain("no end after 1000 steps (maxSteps)");
    expect((failure as Error).message).toContain("seed 4");
  });

  it("takes a step that is within maxSteps", async () => {
    await expect(simulate(1, () => "one step", { maxSteps: 1 })).resolves.toBe("one step");
  });

  it("ends at maxTimeMs, and not before", async () => {
    const tenSeconds = async () => {
      await sleep(10_000);
      return "slept";
    };
    await expect(simulate(1, tenSeconds, { maxTimeMs: 10_000 })).resolves.toBe("slept");
    const failure = await failureOf(simulate(6, tenSeconds, { maxTimeMs: 9_999 }));
    expect(failure).toBeInstanceOf(TimeLimitError);
    expect((failure as Error).message).toContain(
      "no end within 9999 ms of virtual time (maxTimeMs): the next timer is due at 10000 ms",
    );
    expect((failure as Error).message).toContain("seed 6");
  });
});

describe('the option leaks: "fail"', () => {
  const options: SimulateOptions = { leaks: "fail" };

  it("lets goroutines end that are ready when main returns", async () => {
    let ended = 0;
    await simulate(
      1,
      async () => {
        const done = chan<number>();
        for (let i = 0; i < 5; i++) {
          go(async () => {
            await done.recv();
            ended++;
          });
        }
        go(() => done.close());
      },
      options,
    );
    expect(ended).toBe(5);
  });

  it("rejects with a LeakError that says where the others wait", async () => {
    const failure = await failureOf(
      simulate(
        3,
        async () => {
          go(async function leaker() {
            await chan().recv();
          });
        },
        options,
      ),
    );
    expect(failure).toBeInstanceOf(LeakError);
    expect((failure as LeakError).dump).toContain(
      "goroutine 2 [chan receive on chan 1 (cap 0)]: leaker",
    );
    expect((failure as LeakError).message).toContain("seed 3");
  });

  it("lets no time pass after main has returned: who sleeps has leaked", async () => {
    const program = async () => {
      go(() => sleep(1));
    };
    await expect(simulate(1, program, options)).rejects.toThrow("sleep on a timer of 1 ms");
  });

  it("rejects with the panic of one that goes on after main has returned", async () => {
    const program = async () => {
      go(() => {
        throw new RangeError("late");
      });
    };
    await expect(simulate(1, program, options)).rejects.toThrow(PanicError);
  });
});

describe("simulate refuses", () => {
  it("to nest", async () => {
    const failure = await failureOf(simulate(1, () => simulate(2, () => 3)));
    expect((failure as Error).cause).toBeInstanceOf(ConcurrentSimulationError);
  });

  it("to run beside another", async () => {
    const first = simulate(1, () => "first");
    await expect(simulate(2, () => "second")).rejects.toThrow(
      "seed 2 cannot start while the simulation of seed 1 is under way",
    );
    expect(await first).toBe("first");
    expect(await simulate(2, () => "second")).toBe("second");
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 32])("the seed %d", async (seed) => {
    await expect(simulate(seed, () => 1)).rejects.toThrow(SeedError);
  });

  it("what is no program", async () => {
    await expect(simulate(1, "main" as never)).rejects.toThrow(ProgramError);
  });

  it.each<[string, SimulateOptions]>([
    ["maxSteps", { maxSteps: 0 }],
    ["maxSteps", { maxSteps: 1.5 }],
    ["maxSteps", { maxSteps: Number.NaN }],
    ["maxTimeMs", { maxTimeMs: -1 }],
    ["maxTimeMs", { maxTimeMs: Number.NaN }],
    ["leaks", { leaks: "ignore" as never }],
    ["transcript", { transcript: [] as never }],
  ])("a wrong %s: %o", async (name, options) => {
    const failure = await failureOf(simulate(1, () => 1, options));
    expect(failure).toBeInstanceOf(OptionError);
    expect((failure as Error).message).toContain(name);
  });
});
