// Schedules: all that is left to chance comes from the seed, and every order is possible.

import { describe, expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import {
  afterFunc,
  chan,
  Gosched,
  go,
  Mutex,
  recv,
  select,
  sleep,
  WaitGroup,
} from "../../src/index.ts";
import {
  explore,
  type Program,
  RandomLimitError,
  randomBelow,
  randomUnit,
  record,
  simulate,
} from "../../src/testing/index.ts";

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

/** The different results of a program under fifty seeds. */
async function outcomes(program: Program<string>): Promise<string[]> {
  const seen = new Set<string>();
  for (const seed of SEEDS) seen.add(await simulate(seed, program));
  return [...seen].sort();
}

/** A program with a bit of everything: both kinds of goroutines, selects, timers, a mutex. */
async function everything(): Promise<string> {
  const log: string[] = [];
  const [numbers, done] = [chan<number>(2), chan<string>()];
  const mutex = new Mutex();
  for (const name of ["a", "b", "c"]) {
    go(async function sender() {
      for (let i = 0; i < 3; i++) {
        await sleep(randomBelow(4));
        using _ = await mutex.lock();
        await numbers.send(i);
      }
      await done.send(name);
    });
  }
  go(function* receiver() {
    for (;;) {
      const event = yield* gen.select({ number: gen.recv(numbers), done: gen.recv(done) });
      log.push(`${event.case} ${event.value}`);
    }
  });
  await sleep(100);
  return log.join(", ");
}

describe("one seed", () => {
  it("gives one schedule, to the byte of its transcript", async () => {
    for (const seed of SEEDS.slice(0, 10)) {
      const first = await record(seed, everything);
      expect(await record(seed, everything)).toEqual(first);
      expect(first.steps).toBeGreaterThan(30);
    }
  });

  it("gives one schedule whatever ran before", async () => {
    const first = await record(3, everything);
    await simulate(8, everything);
    go(async () => {});
    chan();
    await chan(1).send(1);
    expect((await record(3, everything)).transcript).toBe(first.transcript);
  });
});

describe("different seeds", () => {
  it("give different schedules", async () => {
    const transcripts = new Set<string>();
    for (const seed of SEEDS) transcripts.add((await record(seed, everything)).transcript);
    expect(transcripts.size).toBe(SEEDS.length);
  });

  it("run a = b * b before b = a * b and after it", async () => {
    const race = async () => {
      let [a, b] = [1, 2];
      const done = chan<boolean>();
      go(async () => {
        b = a * b;
        await done.send(true);
      });
      await Gosched();
      a = b * b;
      await done.recv();
      return `a = ${a}, b = ${b}`;
    };
    expect(await outcomes(race)).toEqual(["a = 4, b = 2", "a = 4, b = 8"]);
  });

  it("start goroutines in every order", async () => {
    const starts = async () => {
      const order = chan<number>(3);
      for (const n of [1, 2, 3]) go(() => order.send(n));
      return `${await order.recv()}${await order.recv()}${await order.recv()}`;
    };
    expect(await outcomes(starts)).toEqual(["123", "132", "213", "231", "312", "321"]);
  });

  it("wake generator goroutines in every order", async () => {
    const wakes = function* () {
      const [gate, order] = [chan<number>(), chan<number>(3)];
      for (const n of [1, 2, 3]) {
        go(function* () {
          yield* gen.recv(gate);
          yield* gen.send(order, n);
        });
      }
      yield* gen.sleep(1);
      gate.close();
      return `${yield* gen.recv(order)}${yield* gen.recv(order)}${yield* gen.recv(order)}`;
    };
    expect(await outcomes(wakes)).toEqual(["123", "132", "213", "231", "312", "321"]);
  });

  it("let each ready case of a select win", async () => {
    const choice = async () => {
      const [left, right] = [chan<number>(1), chan<number>(1)];
      await left.send(1);
      await right.send(1);
      return (await select({ left: recv(left), right: recv(right) })).case;
    };
    expect(await outcomes(choice)).toEqual(["left", "right"]);
  });

  it("fire timers of one instant in every order", async () => {
    const timers = async () => {
      const order: string[] = [];
      for (const name of ["x", "y"]) afterFunc(10, () => void order.push(name));
      await sleep(11);
      return order.join("");
    };
    expect(await outcomes(timers)).toEqual(["xy", "yx"]);
  });

  it("let who wakes first at an instant stop another timer of that instant, or come too late", async () => {
    const stop = async () => {
      let fired = false;
      const timer = afterFunc(10, () => {
        fired = true;
      });
      await sleep(10);
      const stopped = timer.stop();
      await sleep(1);
      return `stopped: ${stopped}, fired: ${fired}`;
    };
    expect(await outcomes(stop)).toEqual([
      "stopped: false, fired: true",
      "stopped: true, fired: false",
    ]);
  });

  it("let another goroutine in between two operations that need not wait", async () => {
    const between = async () => {
      const ch = chan<string>(4);
      go(async () => {
        await ch.send("a");
        await ch.send("a");
      });
      go(async () => {
        await ch.send("b");
        await ch.send("b");
      });
      return `${await ch.recv()}${await ch.recv()}${await ch.recv()}${await ch.recv()}`;
    };
    expect(await outcomes(between)).toEqual(["aabb", "abab", "abba", "baab", "baba", "bbaa"]);
  });
});

describe("a thousand seeds", () => {
  it("find two goroutines that must meet within a step", async () => {
    const lostUpdate = async () => {
      let n = 0;
      const wg = new WaitGroup();
      for (let i = 0; i < 2; i++) {
        wg.go(async () => {
          const read = n;
          await Gosched();
          n = read + 1;
        });
      }
      await wg.wait();
      return `${n}`;
    };
    expect((await explore(1000, lostUpdate)).outcomes.get("1")?.count).toBeGreaterThan(100);
  });

  it("find one goroutine that must be late by thirty steps of another", async () => {
    const late = async () => {
      let [ready, seen] = [false, false];
      const wg = new WaitGroup();
      wg.go(async () => {
        for (let i = 0; i < 30; i++) await Gosched();
        ready = true;
      });
      wg.go(async () => {
        await Gosched();
        seen = ready;
      });
      await wg.wait();
      return `${seen}`;
    };
    expect((await explore(1000, late)).outcomes.get("true")?.count).toBeGreaterThan(100);
  });

  it("starve nobody", async () => {
    // Who spins must let the other one change what it waits for.
    const spin = async () => {
      let release = false;
      go(async () => {
        await Gosched();
        release = true;
      });
      while (!release) await Gosched();
      return "ended";
    };
    expect((await explore(200, spin, { maxSteps: 100_000 })).outcomes.size).toBe(1);
  });

  it("choose among many that are ready as well", async () => {
    const many = async () => {
      const first = chan<number>(100);
      for (let i = 0; i < 100; i++) go(() => first.send(i));
      return (await first.recv()) ?? -1;
    };
    expect((await explore(1000, many)).outcomes.size).toBeGreaterThan(90);
  });
});

describe("random numbers", () => {
  it("come from the seed", async () => {
    const draw = () => [randomBelow(1000), randomUnit(), randomBelow(1000)];
    expect(await simulate(5, draw)).toEqual(await simulate(5, draw));
    expect(await simulate(5, draw)).not.toEqual(await simulate(6, draw));
  });

  it("are in range", async () => {
    await simulate(5, () => {
      for (let i = 0; i < 1000; i++) {
        expect([0, 1, 2]).toContain(randomBelow(3));
        expect(randomUnit()).toBeGreaterThanOrEqual(0);
        expect(randomUnit()).toBeLessThan(1);
      }
    });
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 31 + 1])("are not below %d", (limit) => {
    expect(() => randomBelow(limit)).toThrow(RandomLimitError);
  });

  it("are the world's own again after a simulation, and not those of the seed", async () => {
    const draw = () => [randomUnit(), randomUnit(), randomUnit()];
    await simulate(5, draw);
    const first = draw();
    await simulate(5, draw);
    expect(draw()).not.toEqual(first);
  });
});
