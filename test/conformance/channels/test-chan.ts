// Go's TestChan of runtime/chan_test.go, for each capacity: what blocks and what does not, what comes out
// of a closed channel, that closing wakes receivers, order, and many values through several goroutines.

import { expect } from "vitest";
import { recv, recvOk, send } from "../../../src/gen.ts";
import { type Chan, type Received, type RecvChan, type SendChan } from "../../../src/index.ts";
import { both, type Case, untilParked } from "../kinds.ts";
import { chan } from "../medium.ts";

const receive = both(
  async (c: RecvChan<number>, got: SendChan<Received<number>>) => {
    const received = await c.recvOk();
    await got.send(received);
  },
  function* (c, got) {
    const received = yield* recvOk(c);
    yield* send(got, received);
  },
);

const sendOne = both(
  async (c: SendChan<number>, done: SendChan<true>) => {
    await c.send(0);
    await done.send(true);
  },
  function* (c, done) {
    yield* send(c, 0);
    yield* send(done, true);
  },
);

const sendUpTo = both(
  async (c: SendChan<number>, n: number) => {
    for (let i = 0; i < n; i++) await c.send(i);
  },
  function* (c, n) {
    for (let i = 0; i < n; i++) yield* send(c, i);
  },
);

const tally = both(
  async (c: RecvChan<number>, n: number, done: SendChan<Map<number, number>>) => {
    const times = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const v = await c.recv();
      if (v !== undefined) times.set(v, (times.get(v) ?? 0) + 1);
    }
    await done.send(times);
  },
  function* (c, n, done) {
    const times = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const v = yield* recv(c);
      if (v !== undefined) times.set(v, (times.get(v) ?? 0) + 1);
    }
    yield* send(done, times);
  },
);

function filled(capacity: number): Chan<number> {
  const c = chan<number>(capacity);
  for (let i = 0; i < capacity; i++) expect(c.trySend(i)).toBe(true);
  return c;
}

function checkSize(capacity: number): void {
  const empty = chan<number>(capacity);
  expect([empty.len, empty.cap]).toEqual([0, capacity]);
  const full = filled(capacity);
  expect([full.len, full.cap]).toEqual([capacity, capacity]);
}

/** What closed channels give when what was left in them has been taken. */
const drained = { value: undefined, ok: false };

// P goroutines send L values each, and P receive as many.
const P = 4;
const L = 1000;

export const TestChan: Case = {
  name: "TestChan",
  holds:
    "the mixed stress: nil, close while others wait, 1,000s of values through capacities 0 to 20",
  main: both(
    async (t) => {
      for (let capacity = 0; capacity <= (t.short ? 2 : 20); capacity++) {
        checkSize(capacity);

        // To receive from an empty channel blocks, and does not if it must not.
        const empty = chan<number>(capacity);
        const got = chan<Received<number>>(2);
        t.go(receive, empty, got);
        t.go(receive, empty, got);
        await untilParked.async(t, empty, 2);
        expect(empty.tryRecvOk()).toBe(undefined);
        expect(got.len).toBe(0);
        for (let i = 0; i < 2; i++) await empty.send(i);
        for (let i = 0; i < 2; i++) expect((await got.recv())?.ok).toBe(true);

        // To send to a full channel blocks, and does not if it must not.
        const full = filled(capacity);
        const sent = chan<true>(1);
        t.go(sendOne, full, sent);
        await untilParked.async(t, full, 1);
        expect(full.trySend(0)).toBe(false);
        expect(sent.len).toBe(0);
        await full.recv();
        await sent.recv();

        // A closed channel gives what is left in it, and then no more.
        const closed = filled(capacity);
        closed.close();
        for (let i = 0; i < capacity; i++) expect(await closed.recv()).toBe(i);
        expect(await closed.recv()).toBe(undefined);
        expect(await closed.recvOk()).toEqual(drained);

        // Closing wakes who waits to receive.
        const closing = chan<number>(capacity);
        t.go(receive, closing, got);
        await untilParked.async(t, closing, 1);
        closing.close();
        expect(await got.recv()).toEqual(drained);

        // Values come out as they went in, and in their order.
        const c = chan<number>(capacity);
        t.go(sendUpTo, c, 100);
        for (let i = 0; i < 100; i++) expect(await c.recv()).toBe(i);
        t.go(sendUpTo, c, 100);
        for (let i = 0; i < 100; i++) expect(await c.recvOk()).toEqual({ value: i, ok: true });

        const each = t.short ? 50 : L;
        const done = chan<Map<number, number>>();
        for (let p = 0; p < P; p++) t.go(sendUpTo, c, each);
        for (let p = 0; p < P; p++) t.go(tally, c, each, done);
        const times = new Array<number>(each).fill(0);
        for (let p = 0; p < P; p++) {
          for (const [v, n] of (await done.recv()) ?? []) times[v] = (times[v] ?? 0) + n;
        }
        expect(times).toEqual(new Array<number>(each).fill(P));
      }
    },
    function* (t) {
      for (let capacity = 0; capacity <= (t.short ? 2 : 20); capacity++) {
        checkSize(capacity);

        // To receive from an empty channel blocks, and does not if it must not.
        const empty = chan<number>(capacity);
        const got = chan<Received<number>>(2);
        t.go(receive, empty, got);
        t.go(receive, empty, got);
        yield* untilParked.generator(t, empty, 2);
        expect(empty.tryRecvOk()).toBe(undefined);
        expect(got.len).toBe(0);
        for (let i = 0; i < 2; i++) yield* send(empty, i);
        for (let i = 0; i < 2; i++) expect((yield* recv(got))?.ok).toBe(true);

        // To send to a full channel blocks, and does not if it must not.
        const full = filled(capacity);
        const sent = chan<true>(1);
        t.go(sendOne, full, sent);
        yield* untilParked.generator(t, full, 1);
        expect(full.trySend(0)).toBe(false);
        expect(sent.len).toBe(0);
        yield* recv(full);
        yield* recv(sent);

        // A closed channel gives what is left in it, and then no more.
        const closed = filled(capacity);
        closed.close();
        for (let i = 0; i < capacity; i++) expect(yield* recv(closed)).toBe(i);
        expect(yield* recv(closed)).toBe(undefined);
        expect(yield* recvOk(closed)).toEqual(drained);

        // Closing wakes who waits to receive.
        const closing = chan<number>(capacity);
        t.go(receive, closing, got);
        yield* untilParked.generator(t, closing, 1);
        closing.close();
        expect(yield* recv(got)).toEqual(drained);

        // Values come out as they went in, and in their order.
        const c = chan<number>(capacity);
        t.go(sendUpTo, c, 100);
        for (let i = 0; i < 100; i++) expect(yield* recv(c)).toBe(i);
        t.go(sendUpTo, c, 100);
        for (let i = 0; i < 100; i++) expect(yield* recvOk(c)).toEqual({ value: i, ok: true });

        const each = t.short ? 50 : L;
        const done = chan<Map<number, number>>();
        for (let p = 0; p < P; p++) t.go(sendUpTo, c, each);
        for (let p = 0; p < P; p++) t.go(tally, c, each, done);
        const times = new Array<number>(each).fill(0);
        for (let p = 0; p < P; p++) {
          for (const [v, n] of (yield* recv(done)) ?? []) times[v] = (times[v] ?? 0) + n;
        }
        expect(times).toEqual(new Array<number>(each).fill(P));
      }
    },
  ),
};
