// Late wake-ups (src/runtime/late.ts) are seen by nobody but the clock: whoever is served goes on,
// whatever the others do then, be it nothing at all. The async functions here fall into lockstep through
// a buffer first, so that wake-ups are late from then on.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Chan, chan, Gosched, go } from "../../src/index.ts";

/** Resolves when it has been counted down to; a promise that the runtime knows nothing of. */
class Latch {
  readonly reached: Promise<void>;
  #open: () => void = () => {};
  #left: number;

  constructor(count: number) {
    this.#left = count;
    this.reached = new Promise((resolve) => {
      this.#open = resolve;
    });
    if (count === 0) this.#open();
  }

  countDown(): void {
    if (--this.#left === 0) this.#open();
  }
}

/** How one who has served others waits until they have gone on. */
type Rest = "await a promise" | "await a macrotask" | "let others run" | "do not";

const rests: fc.Arbitrary<Rest> = fc.constantFrom(
  "await a promise",
  "await a macrotask",
  "let others run",
  "do not",
);

/** A burst: how many values, how they are sent or received, and what comes after it. */
const bursts = fc.array(
  fc.record({ length: fc.integer({ min: 1, max: 12 }), awaited: fc.boolean(), rest: rests }),
  { minLength: 1, maxLength: 12 },
);

async function restBy(rest: Rest): Promise<void> {
  if (rest === "await a promise") await Promise.resolve();
  if (rest === "await a macrotask") await new Promise((resolve) => setImmediate(resolve));
  if (rest === "let others run") await Gosched();
}

const LOCKSTEP_ROUNDS = 40;

/** Starts receivers, which count down the latch that `next` gives for each value they have received. */
function startReceivers(ch: Chan<number>, count: number, counted: () => void, got: number[]): void {
  for (let i = 0; i < count; i++) {
    go(async () => {
      for await (const v of ch) {
        got.push(v);
        counted();
      }
    });
  }
}

describe("async functions that are woken late", () => {
  it("receive all that was sent, though the sender then waits for that alone", async () => {
    const scenario = fc.record({
      capacity: fc.integer({ min: 0, max: 8 }),
      receivers: fc.integer({ min: 1, max: 3 }),
      bursts,
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ capacity, receivers, bursts }) => {
        const ch = chan<number>(capacity);
        const got: number[] = [];
        let latch = new Latch(LOCKSTEP_ROUNDS);
        startReceivers(ch, receivers, () => latch.countDown(), got);
        for (let i = 0; i < LOCKSTEP_ROUNDS; i++) await ch.send(i);
        await latch.reached;
        let sent = LOCKSTEP_ROUNDS;
        for (const { length, awaited, rest } of bursts) {
          latch = new Latch(length);
          for (let i = 0; i < length; i++) {
            if (awaited || !ch.trySend(sent)) await ch.send(sent);
            sent++;
          }
          await restBy(rest);
          await latch.reached;
        }
        ch.close();
        expect(got.toSorted((a, b) => a - b)).toEqual([...Array(sent).keys()]);
        if (receivers === 1) expect(got).toEqual([...Array(sent).keys()]);
      }),
      { numRuns: 150 },
    );
  });

  it("have sent all that was received, though the receiver then waits for that alone", async () => {
    const scenario = fc.record({ capacity: fc.integer({ min: 0, max: 8 }), bursts });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ capacity, bursts }) => {
        const ch = chan<number>(capacity);
        let sent = 0;
        let latch = new Latch(LOCKSTEP_ROUNDS);
        const total = bursts.reduce((sum, { length }) => sum + length, LOCKSTEP_ROUNDS);
        go(async () => {
          for (let i = 0; i < total; i++) {
            await ch.send(i);
            sent++;
            latch.countDown();
          }
        });
        let received = 0;
        const receive = async (awaited: boolean) => {
          const value = awaited ? undefined : ch.tryRecv();
          expect(value ?? (await ch.recv())).toBe(received++);
        };
        for (let i = 0; i < LOCKSTEP_ROUNDS; i++) await receive(true);
        await latch.reached;
        for (const { length, awaited, rest } of bursts) {
          // The buffer may be full of what was sent before.
          latch = new Latch(Math.max(0, received + length - sent));
          for (let i = 0; i < length; i++) await receive(awaited);
          await restBy(rest);
          await latch.reached;
        }
        expect([received, sent]).toEqual([total, total]);
      }),
      { numRuns: 150 },
    );
  });

  it("go on in the order in which they were served", async () => {
    const ch = chan<number>(4);
    const order: number[] = [];
    const warm = new Latch(LOCKSTEP_ROUNDS);
    startReceivers(ch, 1, () => warm.countDown(), []);
    for (let i = 0; i < LOCKSTEP_ROUNDS; i++) await ch.send(i);
    await warm.reached;
    const latch = new Latch(3);
    // The receiver above waits first; these come after it.
    for (let place = 1; place <= 3; place++) {
      go(async () => {
        await ch.recv();
        order.push(place);
        latch.countDown();
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
    for (let i = 0; i < 4; i++) expect(ch.trySend(i)).toBe(true);
    await latch.reached;
    expect(order).toEqual([1, 2, 3]);
    ch.close();
  });
});
