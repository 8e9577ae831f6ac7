// A channel that threads share does what a channel of one thread does: random programs come to the same end.

import fc from "fast-check";
import { type Chan, chan, Gosched, go, recv, select, send, trySelect } from "goroutine-kit";
import * as gen from "goroutine-kit/gen";
import { describe, expect, it } from "vitest";
import { type SharedChan, sharedChan } from "../../src/parallel/index.ts";

type Step =
  | {
      readonly does: "trySend" | "send" | "sendByGenerator" | "selectSend";
      readonly value: unknown;
    }
  | {
      readonly does:
        | "tryRecv"
        | "recvOk"
        | "recvByGenerator"
        | "selectRecv"
        | "trySelect"
        | "next"
        | "close"
        | "len";
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constantFrom("trySend", "send", "sendByGenerator", "selectSend"),
    value: fc.oneof(
      fc.integer(),
      fc.string(),
      fc.constantFrom(undefined, null, Number.NaN, -0, 1n, ""),
    ),
  }),
  fc.record({
    does: fc.constantFrom(
      "tryRecv",
      "recvOk",
      "recvByGenerator",
      "selectRecv",
      "trySelect",
      "next",
      "len",
    ),
  }),
  { weight: 1, arbitrary: fc.constant<Step>({ does: "close" }) },
);

/** Begins a step; what it comes to, sooner or later, is told to `note`. */
function perform(
  ch: Chan<unknown>,
  { does, ...rest }: Step,
  note: (outcome: unknown) => void,
): void {
  const value = "value" in rest ? rest.value : undefined;
  const settle = (promise: Promise<unknown>) => {
    promise.then(note, (error: Error) => note(error.message));
  };
  switch (does) {
    case "trySend":
      return note(ch.trySend(value));
    case "send":
      return settle(ch.send(value));
    case "sendByGenerator":
      return go(function* () {
        try {
          note(yield* gen.send(ch, value));
        } catch (error) {
          note((error as Error).message);
        }
      });
    case "selectSend":
      return settle(select({ only: send(ch, value) }).then(({ case: name }) => name));
    case "tryRecv":
      return note(ch.tryRecvOk());
    case "recvOk":
      return settle(ch.recvOk());
    case "recvByGenerator":
      return go(function* () {
        note(yield* gen.recvOk(ch));
      });
    case "selectRecv":
      return settle(select({ only: recv(ch) }));
    case "trySelect":
      return note(trySelect({ only: recv(ch) }));
    case "next":
      return settle(ch[Symbol.asyncIterator]().next());
    case "close":
      return ch.close();
    case "len":
      return note([ch.len, ch.cap]);
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What each step has come to when all has come to rest after each of them. */
async function run(ch: Chan<unknown>, steps: readonly Step[]): Promise<unknown[]> {
  const outcomes: unknown[] = steps.map(() => "waits");
  for (const [i, each] of steps.entries()) {
    const note = (outcome: unknown) => {
      outcomes[i] = outcome;
    };
    try {
      perform(ch, each, note);
    } catch (error) {
      note((error as Error).message);
    }
    for (let rounds = 0; rounds < 3; rounds++) {
      await Gosched();
      await turn();
    }
  }
  return outcomes;
}

describe("a shared channel and a local one", () => {
  it("agree on what every program of one thread comes to", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3 }),
        fc.array(step, { maxLength: 24 }),
        async (capacity, steps) => {
          const shared: SharedChan<unknown> = sharedChan(capacity);
          expect(await run(shared, steps)).toEqual(await run(chan(capacity), steps));
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
