// Queue, Semaphore, RLock and Condition against models that are too simple to be wrong: a list, a number,
// an owner. Programs of random operations run in virtual time; what each operation answers, when it waits
// and who goes on must be what the model says.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/testing/index.ts";
import {
  BoundedSemaphore,
  LifoQueue,
  PriorityQueue,
  Queue,
  RLock,
  Semaphore,
  sleep,
  Thread,
} from "../../src/threading/index.ts";
import { othersBlocked } from "./bunch.ts";

/** An operation of a thread of its own: it has a number, and is noted when it has ended. */
class Operations {
  readonly ended: [operation: number, answer: unknown][] = [];
  #count = 0;

  start(operation: () => Promise<unknown>): number {
    const number = this.#count++;
    const thread = new Thread({
      target: async () => this.ended.push([number, await operation().catch(String)]),
    });
    thread.start();
    return number;
  }
}

const operationsOfQueue = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("put" as const), value: fc.nat(9) }),
    fc.record({ kind: fc.constant("get" as const) }),
    fc.record({ kind: fc.constant("putNowait" as const), value: fc.nat(9) }),
    fc.record({ kind: fc.constant("getNowait" as const) }),
  ),
  { maxLength: 40 },
);

/** The model of a queue: what is in it, in the order of its own, and who waits, in the order they came. */
class QueueModel {
  readonly values: number[] = [];
  readonly getters: number[] = [];
  readonly putters: [operation: number, value: number][] = [];
  readonly ended: [operation: number, answer: unknown][] = [];
  readonly #maxsize: number;
  readonly #next: (values: number[]) => number;

  constructor(maxsize: number, next: (values: number[]) => number) {
    this.#maxsize = maxsize;
    this.#next = next;
  }

  get full(): boolean {
    return this.#maxsize > 0 && this.values.length >= this.#maxsize;
  }

  take(): number {
    const [value] = this.values.splice(this.#next(this.values), 1);
    return value as number;
  }

  /** Lets go on who can. */
  settle(): void {
    for (;;) {
      if (this.getters.length > 0 && this.values.length > 0) {
        this.ended.push([this.getters.shift() as number, this.take()]);
      } else if (this.putters.length > 0 && !this.full) {
        const [operation, value] = this.putters.shift() as [number, number];
        this.values.push(value);
        this.ended.push([operation, undefined]);
      } else {
        return;
      }
    }
  }
}

const byNumber = (ended: readonly [number, unknown][]) => [...ended].sort(([a], [b]) => a - b);

describe.each([
  ["Queue", Queue<number>, () => 0],
  ["LifoQueue", LifoQueue<number>, (values: number[]) => values.length - 1],
  [
    "PriorityQueue",
    PriorityQueue<number>,
    (values: number[]) => values.indexOf(Math.min(...values)),
  ],
])("a %s does what a list does", (_, Kind, next) => {
  it("whatever is put and got", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(3), operationsOfQueue, (seed, maxsize, program) =>
        simulate(seed, async () => {
          const q = new Kind(maxsize);
          const model = new QueueModel(maxsize, next);
          const operations = new Operations();
          const answers: [answer: unknown, wanted: unknown][] = [];
          for (const step of program) {
            if (step.kind === "put")
              model.putters.push([operations.start(() => q.put(step.value)), step.value]);
            else if (step.kind === "get") model.getters.push(operations.start(() => q.get()));
            else if (step.kind === "putNowait") {
              const fits = !model.full;
              answers.push([answerOf(() => q.putNowait(step.value)), fits ? undefined : "Full"]);
              if (fits) model.values.push(step.value);
            } else {
              const has = model.values.length > 0;
              answers.push([answerOf(() => q.getNowait()), has ? model.take() : "Empty"]);
            }
            model.settle();
            await othersBlocked();
            expect(answers.map(([answer]) => answer)).toEqual(answers.map(([, wanted]) => wanted));
            expect(byNumber(operations.ended)).toEqual(byNumber(model.ended));
            expect([q.qsize(), q.empty(), q.full()]).toEqual([
              model.values.length,
              model.values.length === 0,
              model.full,
            ]);
          }
        }),
      ),
      { numRuns: 60 },
    );
  });
});

it("a PriorityQueue sorts whatever it is given", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(20), { maxLength: 60 }),
      fc.nat(60),
      async (numbers, early) => {
        const q = new PriorityQueue<number>();
        const left = numbers.slice();
        for (const n of numbers) q.putNowait(n);
        const got: number[] = [];
        for (let i = 0; i < Math.min(early, numbers.length); i++) got.push(await q.get());
        expect(got).toEqual(left.sort((a, b) => a - b).splice(0, got.length));
        for (const n of numbers) q.putNowait(n);
        while (!q.empty()) got.push(q.getNowait());
        expect(got.slice(-left.length - numbers.length)).toEqual(
          [...left, ...numbers].sort((a, b) => a - b),
        );
      },
    ),
  );
});

function answerOf(operation: () => unknown): unknown {
  try {
    return operation();
  } catch (error) {
    return (error as Error).name;
  }
}

const operationsOfSemaphore = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("acquire" as const) }),
    fc.record({ kind: fc.constant("acquireFor" as const), ms: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant("tryAcquire" as const) }),
    fc.record({ kind: fc.constant("release" as const), n: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant("sleep" as const) }),
  ),
  { maxLength: 40 },
);

describe.each([
  ["Semaphore", Semaphore, Number.POSITIVE_INFINITY],
  ["BoundedSemaphore", BoundedSemaphore, 0],
])("a %s does what a number does", (_, Kind, room) => {
  it("whatever is acquired, released and waited for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(3), operationsOfSemaphore, (seed, initial, program) =>
        simulate(seed, async () => {
          const semaphore = new Kind(initial);
          const operations = new Operations();
          const answers: [answer: unknown, wanted: unknown][] = [];
          const ended: [number, unknown][] = [];
          let value = initial;
          let nowMs = 0;
          let waiting: { operation: number; endMs: number }[] = [];
          for (const step of program) {
            if (step.kind === "acquire" || step.kind === "acquireFor") {
              const ms = step.kind === "acquire" ? undefined : step.ms;
              const operation = operations.start(
                async () => (await semaphore.acquire(ms)) !== false,
              );
              waiting.push({ operation, endMs: nowMs + (ms ?? Number.POSITIVE_INFINITY) });
            } else if (step.kind === "tryAcquire") {
              answers.push([semaphore.tryAcquire() !== false, value > 0]);
              if (value > 0) value--;
            } else if (step.kind === "release") {
              const fits = value + step.n <= initial + room;
              answers.push([
                answerOf(() => semaphore.release(step.n)),
                fits ? undefined : "ValueError",
              ]);
              if (fits) value += step.n;
            } else {
              await sleep(1);
              nowMs++;
              for (const w of waiting) if (w.endMs <= nowMs) ended.push([w.operation, false]);
              waiting = waiting.filter((w) => w.endMs > nowMs);
            }
            while (value > 0 && waiting.length > 0) {
              value--;
              ended.push([(waiting.shift() as { operation: number }).operation, true]);
            }
            await othersBlocked();
            expect(answers.map(([answer]) => answer)).toEqual(answers.map(([, wanted]) => wanted));
            expect(byNumber(operations.ended)).toEqual(byNumber(ended));
          }
        }),
      ),
      { numRuns: 100 },
    );
  });
});

/** What one of three threads does with one lock; each does one thing at a time. */
const operationsOfRLock = fc.array(
  fc.record({
    thread: fc.nat(2),
    kind: fc.constantFrom("acquire" as const, "tryAcquire" as const, "release" as const),
  }),
  { maxLength: 60 },
);

describe("an RLock does what an owner and a depth do", () => {
  it("whatever three threads do with it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), operationsOfRLock, (seed, program) =>
        simulate(seed, async () => {
          const lock = new RLock();
          const inboxes = [0, 1, 2].map(() => new Queue<() => unknown>());
          const answers: unknown[][] = [[], [], []];
          for (const [index, inbox] of inboxes.entries()) {
            const thread = new Thread({
              daemon: true,
              target: async () => {
                for (;;) {
                  const operation = await inbox.get();
                  answers[index]?.push(
                    await (async () => operation())().catch((e: Error) => e.name),
                  );
                }
              },
            });
            thread.start();
          }
          const expected: unknown[][] = [[], [], []];
          const waiting: number[] = [];
          let owner: number | null = null;
          let depth = 0;
          for (const { thread, kind } of program) {
            if (waiting.includes(thread)) continue; // it is blocked, and can do nothing
            const mine: boolean = owner === thread;
            if (kind === "acquire") {
              inboxes[thread]?.putNowait(() => lock.acquire().then(Boolean));
              waiting.push(thread);
            } else if (kind === "tryAcquire") {
              inboxes[thread]?.putNowait(() => lock.tryAcquire() !== false);
              const got = owner === null || mine;
              expected[thread]?.push(got);
              if (got) [owner, depth] = [thread, mine ? depth + 1 : 1];
            } else {
              inboxes[thread]?.putNowait(() => lock.release());
              expected[thread]?.push(mine ? undefined : "RuntimeError");
              if (mine && --depth === 0) owner = null;
            }
            for (const next of waiting.slice()) {
              if (owner !== null && owner !== next) continue;
              [owner, depth] = [next, owner === next ? depth + 1 : 1];
              waiting.splice(waiting.indexOf(next), 1);
              expected[next]?.push(true);
            }
            await othersBlocked();
            expect(answers).toEqual(expected);
            expect(lock.locked()).toBe(owner !== null);
          }
        }),
      ),
      { numRuns: 100 },
    );
  });
});
