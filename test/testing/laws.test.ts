// Laws of simulations, on random small programs: goroutines of both kinds that send, receive, sleep and
// give way, on a few channels.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import {
  afterFunc,
  type Chan,
  chan,
  Gosched,
  go,
  now,
  type RecvCase,
  recv,
  select,
  sleep,
  WaitGroup,
} from "../../src/index.ts";
import { record, simulate } from "../../src/testing/index.ts";

type Action =
  | { readonly does: "send"; readonly channel: number }
  | { readonly does: "receive"; readonly channel: number }
  | { readonly does: "select"; readonly channels: readonly number[] }
  | { readonly does: "sleep"; readonly ms: number }
  | { readonly does: "give way" };

interface Script {
  readonly kind: "async" | "generator";
  readonly actions: readonly Action[];
}

interface Sketch {
  readonly capacities: readonly number[];
  readonly scripts: readonly Script[];
}

const channel = fc.nat({ max: 2 });
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ does: fc.constant("send" as const), channel }),
  fc.record({ does: fc.constant("receive" as const), channel }),
  fc.record({
    does: fc.constant("select" as const),
    channels: fc.uniqueArray(channel, { minLength: 1 }),
  }),
  fc.record({ does: fc.constant("sleep" as const), ms: fc.nat({ max: 3 }) }),
  fc.record({ does: fc.constant("give way" as const) }),
);
const sketch: fc.Arbitrary<Sketch> = fc.record({
  capacities: fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 3 }),
  scripts: fc.array(
    fc.record({
      kind: fc.constantFrom("async" as const, "generator" as const),
      actions: fc.array(action, { maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});
const seed = fc.nat({ max: 0xffff_ffff });

/** What a run of a sketch has done. */
interface Ledger {
  /** The values whose sends have completed. */
  readonly sent: string[];
  readonly received: string[];
  /** What time it was, whenever a goroutine looked. */
  readonly timesMs: number[];
}

const LONG_ENOUGH_MS = 1000;

/** The program of a sketch. It ends when time has passed in which all that can happen has happened. */
function programOf({ capacities, scripts }: Sketch): () => Promise<Ledger> {
  return async () => {
    const channels = capacities.map((capacity) => chan<string>(capacity));
    const ledger: Ledger = { sent: [], received: [], timesMs: [] };
    scripts.forEach(({ kind, actions }, script) => {
      const names = actions.map((_, i) => `value ${i} of goroutine ${script}`);
      if (kind === "async") go(() => playAsync(ledger, channels, actions, names));
      else go(() => playGenerator(ledger, channels, actions, names));
    });
    await sleep(LONG_ENOUGH_MS);
    for (const ch of channels) {
      for (let value = ch.tryRecv(); value !== undefined; value = ch.tryRecv()) {
        ledger.received.push(value);
      }
    }
    return ledger;
  };
}

async function playAsync(
  { sent, received, timesMs }: Ledger,
  channels: readonly Chan<string>[],
  actions: readonly Action[],
  names: readonly string[],
): Promise<void> {
  for (const [i, action] of actions.entries()) {
    const name = names[i] as string;
    timesMs.push(now());
    if (action.does === "send") {
      await channels[action.channel]?.send(name);
      sent.push(name);
    } else if (action.does === "receive") {
      received.push((await channels[action.channel]?.recv()) as string);
    } else if (action.does === "select") {
      received.push((await select(casesOf(channels, action.channels))).value as string);
    } else if (action.does === "sleep") await sleep(action.ms);
    else await Gosched();
  }
}

function* playGenerator(
  { sent, received, timesMs }: Ledger,
  channels: readonly Chan<string>[],
  actions: readonly Action[],
  names: readonly string[],
): Generator<gen.Parked, void, unknown> {
  for (const [i, action] of actions.entries()) {
    const name = names[i] as string;
    timesMs.push(now());
    if (action.does === "send") {
      yield* gen.send(channels[action.channel], name);
      sent.push(name);
    } else if (action.does === "receive") {
      received.push((yield* gen.recv(channels[action.channel])) as string);
    } else if (action.does === "select") {
      const event = yield* gen.select(casesOf(channels, action.channels));
      received.push(event.value as string);
    } else if (action.does === "sleep") yield* gen.sleep(action.ms);
    else yield* gen.Gosched();
  }
}

function casesOf(
  channels: readonly Chan<string>[],
  among: readonly number[],
): Record<string, RecvCase<string>> {
  return Object.fromEntries(among.map((i) => [`channel ${i}`, recv(channels[i])]));
}

describe("every simulation", () => {
  it("runs the same way again", async () => {
    await fc.assert(
      fc.asyncProperty(seed, sketch, async (seed, sketch) => {
        const first = await record(seed, programOf(sketch));
        expect(await record(seed, programOf(sketch))).toEqual(first);
      }),
    );
  });

  it("loses no value and makes none twice", async () => {
    await fc.assert(
      fc.asyncProperty(seed, sketch, async (seed, sketch) => {
        const { sent, received } = await simulate(seed, programOf(sketch));
        expect(new Set(received).size).toBe(received.length);
        expect(received).toEqual(expect.arrayContaining(sent));
      }),
    );
  });

  it("moves time only forward", async () => {
    await fc.assert(
      fc.asyncProperty(seed, sketch, async (seed, sketch) => {
        const { timesMs } = await simulate(seed, programOf(sketch));
        expect(timesMs).toEqual(timesMs.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("sleepers", () => {
  const durations = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 30 });

  it("wake in the order of their durations", async () => {
    await fc.assert(
      fc.asyncProperty(seed, durations, async (seed, durations) => {
        const woken = await simulate(seed, async () => {
          const order: number[] = [];
          const wg = new WaitGroup();
          for (const ms of durations) {
            wg.go(async () => {
              await sleep(ms);
              order.push(ms);
            });
          }
          await wg.wait();
          return order;
        });
        // To the nanosecond, in which instants are counted.
        const sorted = durations.toSorted((a, b) => a - b);
        for (const [i, ms] of woken.entries()) expect(ms).toBeCloseTo(sorted[i] as number, 5);
      }),
    );
  });

  it("wake never before their time, and at it", async () => {
    await fc.assert(
      fc.asyncProperty(
        seed,
        fc.array(fc.nat({ max: 1e6 }), { maxLength: 30 }),
        async (seed, all) => {
          await simulate(seed, async () => {
            const startMs = now();
            const wg = new WaitGroup();
            for (const ms of all) {
              wg.go(async () => {
                await sleep(ms);
                expect(now() - startMs).toBe(ms);
              });
            }
            await wg.wait();
          });
        },
      ),
    );
  });

  it("that are stopped do not wake, and those that are not wake in order", async () => {
    const sleepers = fc.array(fc.record({ ms: fc.nat({ max: 1000 }), stopped: fc.boolean() }), {
      minLength: 20,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(seed, sleepers, async (seed, sleepers) => {
        const { fired, kept } = await simulate(seed, async () => {
          const fired: number[] = [];
          const timers = sleepers.map(({ ms }) => afterFunc(ms + 1, () => void fired.push(ms)));
          const kept = sleepers.map(({ stopped }, i) => !(stopped && timers[i]?.stop()));
          await sleep(LONG_ENOUGH_MS + 2);
          return { fired, kept };
        });
        expect(kept).toEqual(sleepers.map(({ stopped }) => !stopped));
        const expected = sleepers.flatMap(({ ms, stopped }) => (stopped ? [] : [ms]));
        expect(fired).toEqual(expected.sort((a, b) => a - b));
      }),
    );
  });
});
