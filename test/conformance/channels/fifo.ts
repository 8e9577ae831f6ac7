// Go's test/chan/fifo.go: values come out of a buffer in the order they went in, and so do senders and
// receivers that wait. A daisy chain reads the values of an unbuffered channel one after another.

import { expect } from "vitest";
import { recv, send } from "../../../src/gen.ts";
import { type RecvChan, type SendChan } from "../../../src/index.ts";
import { both, type Case, untilParked } from "../kinds.ts";
import { chan } from "../medium.ts";

const N = 10;

const link = both(
  async (
    ch: RecvChan<number>,
    value: number,
    before: RecvChan<number>,
    after: SendChan<number>,
  ) => {
    await before.recv();
    expect(await ch.recv()).toBe(value);
    await after.send(1);
  },
  function* (ch, value, before, after) {
    yield* recv(before);
    expect(yield* recv(ch)).toBe(value);
    yield* send(after, 1);
  },
);

const sendOne = both(
  async (ch: SendChan<number>, value: number) => {
    await ch.send(value);
  },
  function* (ch, value) {
    yield* send(ch, value);
  },
);

const recvOne = both(
  async (ch: RecvChan<number>, place: number, got: SendChan<[number, number | undefined]>) => {
    const value = await ch.recv();
    await got.send([place, value]);
  },
  function* (ch, place, got) {
    const value = yield* recv(ch);
    yield* send(got, [place, value]);
  },
);

export const fifo: Case = {
  name: "fifo",
  holds: "values and waiting senders come out in the order they went in, buffered and not",
  main: both(
    async (t) => {
      const buffered = chan<number>(N);
      for (let i = 0; i < N; i++) await buffered.send(i);
      for (let i = 0; i < N; i++) expect(await buffered.recv()).toBe(i);

      const ch = chan<number>();
      const start = chan<number>();
      let last = start;
      for (let i = 0; i < N; i++) {
        const next = chan<number>();
        t.go(link, ch, i, last, next);
        last = next;
      }
      await start.send(0);
      for (let i = 0; i < N; i++) await ch.send(i);
      await last.recv();

      for (const capacity of [0, 2]) {
        const full = chan<number>(capacity);
        for (let i = 0; i < capacity; i++) await full.send(i);
        for (let i = capacity; i < N; i++) {
          t.go(sendOne, full, i);
          await untilParked.async(t, full, i - capacity + 1);
        }
        for (let i = 0; i < N; i++) expect(await full.recv()).toBe(i);

        const empty = chan<number>(capacity);
        const got = chan<[number, number | undefined]>(N);
        for (let i = 0; i < N; i++) {
          t.go(recvOne, empty, i, got);
          await untilParked.async(t, empty, i + 1);
        }
        for (let i = 0; i < N; i++) await empty.send(i);
        for (let i = 0; i < N; i++) {
          const [place, value] = (await got.recv()) ?? [];
          expect(value).toBe(place);
        }
      }
    },
    function* (t) {
      const buffered = chan<number>(N);
      for (let i = 0; i < N; i++) yield* send(buffered, i);
      for (let i = 0; i < N; i++) expect(yield* recv(buffered)).toBe(i);

      const ch = chan<number>();
      const start = chan<number>();
      let last = start;
      for (let i = 0; i < N; i++) {
        const next = chan<number>();
        t.go(link, ch, i, last, next);
        last = next;
      }
      yield* send(start, 0);
      for (let i = 0; i < N; i++) yield* send(ch, i);
      yield* recv(last);

      for (const capacity of [0, 2]) {
        const full = chan<number>(capacity);
        for (let i = 0; i < capacity; i++) yield* send(full, i);
        for (let i = capacity; i < N; i++) {
          t.go(sendOne, full, i);
          yield* untilParked.generator(t, full, i - capacity + 1);
        }
        for (let i = 0; i < N; i++) expect(yield* recv(full)).toBe(i);

        const empty = chan<number>(capacity);
        const got = chan<[number, number | undefined]>(N);
        for (let i = 0; i < N; i++) {
          t.go(recvOne, empty, i, got);
          yield* untilParked.generator(t, empty, i + 1);
        }
        for (let i = 0; i < N; i++) yield* send(empty, i);
        for (let i = 0; i < N; i++) {
          const [place, value] = (yield* recv(got)) ?? [];
          expect(value).toBe(place);
        }
      }
    },
  ),
};
