// explore: one program under many seeds.

import { describe, expect, it } from "vitest";
import { chan, Gosched, go, PanicError, sleep } from "../../src/index.ts";
import {
  ConcurrentSimulationError,
  DeadlockError,
  ExploreError,
  explore,
  OptionError,
  ProgramError,
  randomBelow,
  SeedError,
  type Seeds,
  SeedsError,
  StepLimitError,
  simulate,
} from "../../src/testing/index.ts";

/** A race between two goroutines: 1 or 2 comes first. */
async function race(): Promise<number | undefined> {
  const first = chan<number>(2);
  go(() => first.send(1));
  go(() => first.send(2));
  return first.recv();
}

/** A lost update: two read the counter before either writes it. */
async function lostUpdate(): Promise<number> {
  let counter = 0;
  const done = chan<boolean>();
  for (let i = 0; i < 2; i++) {
    go(async () => {
      const read = counter;
      await Gosched();
      counter = read + 1;
      await done.send(true);
    });
  }
  await done.recv();
  await done.recv();
  if (counter !== 2) throw new Error(`counter is ${counter}`);
  return counter;
}

describe("explore", () => {
  it("counts the different outcomes, and names the first seed of each", async () => {
    const { seeds, outcomes } = await explore(40, race);
    expect(seeds).toBe(40);
    expect([...outcomes.keys()].sort()).toEqual(["1", "2"]);
    const [one, two] = [outcomes.get("1"), outcomes.get("2")];
    expect((one?.count ?? 0) + (two?.count ?? 0)).toBe(40);
    expect(await simulate(one?.seed ?? -1, race)).toBe(1);
    expect(await simulate(two?.seed ?? -1, race)).toBe(2);
  });

  it("finds a race, and the seed it names finds it again", async () => {
    const failure = await explore(1000, lostUpdate).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ExploreError);
    const { seed, passed, message, cause } = failure as ExploreError;
    expect(passed).toBe(seed);
    expect(message).toContain(`explore: seed ${seed} failed, after ${passed} that passed`);
    expect(message).toContain("counter is 1");
    expect(cause).toBeInstanceOf(PanicError);
    await expect(simulate(seed, lostUpdate)).rejects.toThrow("counter is 1");
    await expect(explore([seed], lostUpdate)).rejects.toThrow("counter is 1");
  });

  it("passes on a deadlock as the cause", async () => {
    const failure = explore(3, () => chan().recv());
    await expect(failure).rejects.toMatchObject({
      seed: 0,
      passed: 0,
      cause: expect.any(DeadlockError),
    });
  });

  it("keeps each run within the limits", async () => {
    const failure = explore(3, () => sleep(1), { maxSteps: 1 });
    await expect(failure).rejects.toMatchObject({ cause: expect.any(StepLimitError) });
  });

  it.each<[string, Seeds, number[]]>([
    ["a count", 3, [0, 1, 2]],
    ["a range", { from: 7, to: 9 }, [7, 8, 9]],
    ["an array", [5, 3, 5], [5, 3, 5]],
    ["any iterable", new Set([4, 2]), [4, 2]],
  ])("takes %s of seeds", async (_, seeds, expected) => {
    // A number that each seed gives its own.
    const { seeds: tried, outcomes } = await explore(seeds, () => randomBelow(2 ** 31));
    expect(tried).toBe(expected.length);
    const bySeed = [...outcomes.values()].map(({ seed }) => seed);
    expect(bySeed).toEqual([...new Set(expected)]);
  });

  it("sums up steps and virtual time", async () => {
    const { steps, elapsedMs } = await explore(5, () => sleep(10));
    expect({ steps, elapsedMs }).toEqual({ steps: 15, elapsedMs: 50 });
  });

  it.each([
    ["undefined", () => undefined, "undefined"],
    ["a string", () => "text", "text"],
    ["an object", () => ({ a: [1, null] }), '{"a":[1,null]}'],
    ["a bigint", () => 12n, "12"],
  ])("tells outcomes by their text: %s", async (_, program, text) => {
    const { outcomes } = await explore<unknown>(1, program);
    expect([...outcomes.keys()]).toEqual([text]);
  });

  it("lets the event loop turn between two seeds", async () => {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    const { outcomes } = await explore(5, () => turned);
    expect([...outcomes.keys()]).toEqual(["false", "true"]);
  });
});

describe("explore refuses", () => {
  it.each<[string, unknown]>([
    ["no seeds", 0],
    ["half a seed", 1.5],
    ["an empty list", []],
    ["an empty range", { from: 2, to: 1 }],
    ["something else", { first: 1 }],
    ["nothing", null],
  ])("%s", async (_, seeds) => {
    await expect(explore(seeds as Seeds, () => 1)).rejects.toThrow(SeedsError);
  });

  it("what is no seed among seeds", async () => {
    await expect(explore([1, -1], () => 1)).rejects.toThrow(SeedError);
  });

  it("what is no program, and options that cannot be", async () => {
    await expect(explore(1, 5 as never)).rejects.toThrow(ProgramError);
    await expect(explore(1, () => 1, { maxSteps: -1 })).rejects.toThrow(OptionError);
  });

  it("to run beside a simulation, which is no failure of a seed", async () => {
    const underWay = simulate(1, () => 1);
    await expect(explore(1, () => 1)).rejects.toThrow(ConcurrentSimulationError);
    await underWay;
  });
});
