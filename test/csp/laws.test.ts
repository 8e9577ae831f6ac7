// The laws of channels, on random scenes of senders and receivers: what goes in comes out, once, in its
// order, and no more is in between than the channel may hold; what is cancelled has taken and sent
// nothing. Each scene runs in async and generator goroutines and a mixture, under several seeds and for
// real.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gosched, recvOk, select, send, wait } from "../../src/gen.ts";
import {
  type Chan,
  chan,
  Gosched as GoschedAsync,
  recv,
  select as selectAsync,
  send as sendCase,
  trySelect,
  WaitGroup,
} from "../../src/index.ts";
import { randomBelow, seedRandom } from "../../src/runtime/random.ts";
import { type Both, both, kinds, run, type T } from "../conformance/kinds.ts";

/** How an operation is phrased. */
type Phrase = "plain" | "select" | "select of two" | "cancellable" | "cancelled";

const phrase = fc.constantFrom<Phrase>(
  ...(["plain", "select", "select of two", "cancellable", "cancelled"] as const),
);

interface Scene {
  readonly capacity: number;
  /** For each sender, how it sends each of its values. */
  readonly senders: readonly (readonly Phrase[])[];
  /** For each receiver, how it receives, over and over. */
  readonly receivers: readonly (readonly Phrase[])[];
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  capacity: fc.integer({ min: 0, max: 4 }),
  senders: fc.array(fc.array(phrase, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
  receivers: fc.array(fc.array(phrase, { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 3,
  }),
});

/** A value: which sender sent it, and its place among those of that sender. */
interface Value {
  readonly sender: number;
  readonly place: number;
}

/** What happened to a channel, and what must be true of it at any time. */
class Record {
  readonly capacity: number;
  readonly sent: Value[] = [];
  readonly received: Value[] = [];
  /** For each receiver. */
  readonly receivedBy: Value[][];
  readonly cancelled: Value[] = [];
  #begun = 0;

  constructor({ capacity, receivers }: Scene) {
    this.capacity = capacity;
    this.receivedBy = receivers.map(() => []);
  }

  beginReceive(): void {
    this.#begun++;
  }

  endReceive(): void {
    this.#begun--;
  }

  /** No more has been sent than was received, is being received, or fits in between. */
  addSent(value: Value): void {
    this.sent.push(value);
    expect(this.sent.length).toBeLessThanOrEqual(
      this.received.length + this.#begun + this.capacity,
    );
  }

  addReceived(receiver: number, value: Value): void {
    this.received.push(value);
    this.receivedBy[receiver]?.push(value);
  }

  check(): void {
    const text = (values: readonly Value[]) =>
      values.map(({ sender, place }) => `${sender}.${place}`).sort();
    expect(text(this.received)).toEqual(text(this.sent));
    for (const values of this.receivedBy) {
      const last = new Map<number, number>();
      for (const { sender, place } of values) {
        expect(place).toBeGreaterThan(last.get(sender) ?? -1);
        last.set(sender, place);
      }
    }
  }
}

const ABORTED = new Error("aborted");

/** Aborts after a while. */
const abortLater = both(
  async (controller: AbortController) => {
    await GoschedAsync();
    controller.abort(ABORTED);
  },
  function* (controller) {
    yield* Gosched();
    controller.abort(ABORTED);
  },
);

/** What a phrase is cancelled by: a signal that never aborts, one that will, or none. */
function cancelOf(t: T, phrase: Phrase): AbortController | undefined {
  if (phrase === "cancellable") return new AbortController();
  if (phrase !== "cancelled") return undefined;
  const controller = new AbortController();
  t.go(abortLater, controller);
  return controller;
}

/** Rethrows what is no abort. */
function expectAborted(error: unknown): void {
  if (error !== ABORTED) throw error;
}

const never = chan<Value>();

const sender: Both<[T, Chan<Value>, number, readonly Phrase[], Record, WaitGroup]> = both(
  async (t, ch, sender, phrases, record, group) => {
    for (const [place, phrase] of phrases.entries()) {
      const value = { sender, place };
      try {
        if (phrase === "select") await selectAsync({ ch: sendCase(ch, value) });
        else if (phrase === "select of two") {
          await selectAsync(
            { never: recv(never), ch: sendCase(ch, value) },
            cancelOf(t, "cancelled"),
          );
        } else await ch.send(value, cancelOf(t, phrase));
        record.addSent(value);
      } catch (error) {
        expectAborted(error);
        record.cancelled.push(value);
      }
    }
    group.done();
  },
  function* (t, ch, sender, phrases, record, group) {
    for (const [place, phrase] of phrases.entries()) {
      const value = { sender, place };
      try {
        if (phrase === "select") yield* select({ ch: send(ch, value) });
        else if (phrase === "select of two") {
          yield* select({ never: recv(never), ch: send(ch, value) }, cancelOf(t, "cancelled"));
        } else yield* send(ch, value, cancelOf(t, phrase));
        record.addSent(value);
      } catch (error) {
        expectAborted(error);
        record.cancelled.push(value);
      }
    }
    group.done();
  },
);

const receiver: Both<[T, Chan<Value>, number, readonly Phrase[], Record, WaitGroup]> = both(
  async (t, ch, receiver, phrases, record, group) => {
    for (let i = 0; ; i++) {
      const phrase = phrases[i % phrases.length] as Phrase;
      record.beginReceive();
      try {
        const received =
          phrase === "select"
            ? await selectAsync({ ch: recv(ch) })
            : phrase === "select of two"
              ? await selectAsync({ never: recv(never), ch: recv(ch) }, cancelOf(t, "cancelled"))
              : await ch.recvOk(cancelOf(t, phrase));
        if (!received.ok) break;
        record.addReceived(receiver, received.value);
      } catch (error) {
        expectAborted(error);
      } finally {
        record.endReceive();
      }
    }
    group.done();
  },
  function* (t, ch, receiver, phrases, record, group) {
    for (let i = 0; ; i++) {
      const phrase = phrases[i % phrases.length] as Phrase;
      record.beginReceive();
      try {
        const received =
          phrase === "select"
            ? yield* select({ ch: recv(ch) })
            : phrase === "select of two"
              ? yield* select({ never: recv(never), ch: recv(ch) }, cancelOf(t, "cancelled"))
              : yield* recvOk(ch, cancelOf(t, phrase));
        if (!received.ok) break;
        record.addReceived(receiver, received.value);
      } catch (error) {
        expectAborted(error);
      } finally {
        record.endReceive();
      }
    }
    group.done();
  },
);

/** Starts a scene; the groups are done when all have sent, and when all have received. */
function start(t: T, scene: Scene): { ch: Chan<Value>; record: Record; groups: WaitGroup[] } {
  const ch = chan<Value>(scene.capacity);
  const record = new Record(scene);
  const [sending, receiving] = [new WaitGroup(), new WaitGroup()];
  sending.add(scene.senders.length);
  receiving.add(scene.receivers.length);
  for (const [i, list] of scene.senders.entries()) t.go(sender, t, ch, i, list, record, sending);
  for (const [i, list] of scene.receivers.entries()) {
    t.go(receiver, t, ch, i, list, record, receiving);
  }
  return { ch, record, groups: [sending, receiving] };
}

function play(scene: Scene): Both<[T]> {
  return both(
    async (t) => {
      const { ch, record, groups } = start(t, scene);
      await groups[0]?.wait();
      ch.close();
      await groups[1]?.wait();
      record.check();
    },
    function* (t) {
      const { ch, record, groups } = start(t, scene);
      const [sending, receiving] = groups as [WaitGroup, WaitGroup];
      yield* wait(sending);
      ch.close();
      yield* wait(receiving);
      record.check();
    },
  );
}

describe("a channel", () => {
  it.each(kinds)(
    "loses, doubles and reorders nothing, whatever is cancelled, in $name",
    async ({ turns }) => {
      await fc.assert(
        fc.asyncProperty(scenes, (scene) => run(play(scene), turns)),
        { numRuns: 60 },
      );
    },
  );

  it("is a queue of values to those who do not wait", () => {
    const operations = fc.array(fc.constantFrom("send", "recv"), { maxLength: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), operations, (capacity, list) => {
        const [ch, model] = [chan<number>(capacity), [] as number[]];
        for (const [i, operation] of list.entries()) {
          if (operation === "recv") expect(ch.tryRecv()).toBe(model.shift());
          else {
            expect(ch.trySend(i)).toBe(model.length < capacity);
            if (model.length < capacity) model.push(i);
          }
          expect(ch.len).toBe(model.length);
        }
        ch.close();
        for (const value of model) expect(ch.tryRecvOk()).toEqual({ value, ok: true });
        expect(ch.tryRecvOk()).toEqual({ value: undefined, ok: false });
      }),
    );
  });
});

describe("a select", () => {
  // So many deviations that one run in a million is that far off.
  const SIGMAS = 4.9;
  const TRIALS = 3000;

  /** Whether each of these counts is about an equal share. */
  function areEven(counts: readonly number[]): void {
    const total = counts.reduce((sum, n) => sum + n, 0);
    const share = 1 / counts.length;
    const sigma = Math.sqrt(total * share * (1 - share));
    for (const n of counts) expect(Math.abs(n - total * share)).toBeLessThan(SIGMAS * sigma);
  }

  it.each([2, 3, 4, 5, 16])(
    "takes each of %d ready cases equally often, among others that are not",
    (ready) => {
      seedRandom(ready);
      const closed = chan<number>();
      closed.close();
      const empty = chan<number>();
      const cases: { [name: string]: ReturnType<typeof recv<number>> | null } = {};
      for (let i = 0; i < ready; i++) {
        cases[`ready${i}`] = recv(closed);
        cases[`nil${i}`] = null;
        cases[`empty${i}`] = recv(empty);
      }
      const counts = new Map<string, number>();
      for (let i = 0; i < TRIALS; i++) {
        const name = trySelect(cases)?.case ?? "none";
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      expect(counts.size).toBe(ready);
      areEven([...counts.values()]);
    },
  );

  it.each([2, 3, 5])(
    "that waits on one channel %d times lets each case fire equally often",
    async (times) => {
      seedRandom(times);
      const ch = chan<number>();
      const counts = Array<number>(times).fill(0);
      const cases = Object.fromEntries(counts.map((_, i) => [`case${i}`, recv(ch)]));
      for (let i = 0; i < TRIALS; i++) {
        const waiting = selectAsync(cases);
        expect(ch.trySend(i)).toBe(true);
        const { case: name } = await waiting;
        const index = Number(name.slice(4));
        counts[index] = (counts[index] ?? 0) + 1;
      }
      areEven(counts);
    },
  );

  it("that waits on one channel several times sends the value of the case that fires", async () => {
    seedRandom(1);
    const ch = chan<number>();
    for (let i = 0; i < 100; i++) {
      const waiting = selectAsync({ v1: send(ch, 1), v2: send(ch, 2), v3: send(ch, 3) });
      const value = ch.tryRecv();
      expect(`v${value}`).toBe((await waiting).case);
    }
  });

  it("leaves no trace of its losing cases, whichever wins", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.nat(), async (count, seed) => {
        seedRandom(seed);
        const channels = Array.from({ length: count }, () => chan<number>());
        const cases = Object.fromEntries(channels.map((ch, i) => [`case${i}`, recv(ch)]));
        const waiting = selectAsync(cases);
        const winner = randomBelow(count);
        expect(channels[winner]?.trySend(7)).toBe(true);
        expect(await waiting).toMatchObject({ case: `case${winner}`, value: 7 });
        for (const ch of channels) expect(ch.trySend(8)).toBe(false);
      }),
    );
  });
});
