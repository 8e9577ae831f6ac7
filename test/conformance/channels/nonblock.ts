// Go's test/chan/nonblock.go: operations that do not wait, against goroutines that do, for values of
// several types.

import { expect } from "vitest";
import { recv, send } from "../../../src/gen.ts";
import {
  type Chan,
  type RecvChan,
  recv as recvCase,
  type SendChan,
  SendOnClosedError,
  send as sendCase,
  trySelect,
} from "../../../src/index.ts";
import { both, type Case, letOthersRun } from "../kinds.ts";
import { chan } from "../medium.ts";

// What the receiver gets and what the sender sends: Go's int32, int64, bool and string.
const values: readonly (readonly [unknown, unknown])[] = [
  [123, 234],
  [123_456n, 234_567n],
  [true, false],
  ["hello", "hello again"],
];

const receiver = both(
  async (c: RecvChan<unknown>, value: unknown, strobe: SendChan<boolean>) => {
    expect(await c.recv()).toBe(value);
    await strobe.send(true);
  },
  function* (c, value, strobe) {
    expect(yield* recv(c)).toBe(value);
    yield* send(strobe, true);
  },
);

const sender = both(
  async (c: SendChan<unknown>, value: unknown, strobe: SendChan<boolean>) => {
    await c.send(value);
    await strobe.send(true);
  },
  function* (c, value, strobe) {
    yield* send(c, value);
    yield* send(strobe, true);
  },
);

/** An empty channel has nothing to give, in any phrasing. */
function givesNothing(c: Chan<unknown>): void {
  expect(c.tryRecv()).toBe(undefined);
  expect(c.tryRecvOk()).toBe(undefined);
  expect(trySelect({ got: recvCase(c) })).toBe(undefined);
}

/** A full channel takes nothing, in any phrasing. */
function takesNothing(c: Chan<unknown>): void {
  expect(c.trySend(0)).toBe(false);
  expect(trySelect({ sent: sendCase(c, 0) })).toBe(undefined);
}

function checkWithoutOthers(): void {
  const unbuffered = chan<unknown>();
  givesNothing(unbuffered);
  takesNothing(unbuffered);

  const buffered = chan<unknown>(2);
  givesNothing(buffered);
  expect(buffered.trySend(1)).toBe(true);
  expect(trySelect({ sent: sendCase(buffered, 2) })).toEqual({
    case: "sent",
    value: undefined,
    ok: true,
  });
  takesNothing(buffered);
  expect(buffered.tryRecv()).toBe(1);
  expect(trySelect({ got: recvCase(buffered) })).toEqual({ case: "got", value: 2, ok: true });
  givesNothing(buffered);

  for (const closed of [chan<unknown>(), chan<unknown>(1)]) {
    closed.close();
    expect(closed.tryRecv()).toBe(undefined);
    expect(closed.tryRecvOk()).toEqual({ value: undefined, ok: false });
    expect(trySelect({ got: recvCase(closed) })).toEqual({
      case: "got",
      value: undefined,
      ok: false,
    });
    expect(() => closed.trySend(1)).toThrow(SendOnClosedError);
    expect(() => trySelect({ sent: sendCase(closed, 1) })).toThrow(SendOnClosedError);
  }
}

export const nonblock: Case = {
  name: "nonblock",
  holds: "trySend and tryRecv on empty, full, buffered, unbuffered, closed",
  main: both(
    async (t) => {
      checkWithoutOthers();
      const strobe = chan<boolean>();
      for (const capacity of [0, 1]) {
        for (const [received, sent] of values) {
          const c = chan<unknown>(capacity);
          givesNothing(c);

          t.go(receiver, c, received, strobe);
          while (!c.trySend(received)) await letOthersRun.async(t);
          await strobe.recv();

          t.go(sender, c, sent, strobe);
          if (capacity > 0) await strobe.recv();
          let got = trySelect({ value: recvCase(c) });
          for (; got === undefined; got = trySelect({ value: recvCase(c) }))
            await letOthersRun.async(t);
          expect(got.value).toBe(sent);
          if (capacity === 0) await strobe.recv();
        }
      }
    },
    function* (t) {
      checkWithoutOthers();
      const strobe = chan<boolean>();
      for (const capacity of [0, 1]) {
        for (const [received, sent] of values) {
          const c = chan<unknown>(capacity);
          givesNothing(c);

          t.go(receiver, c, received, strobe);
          while (!c.trySend(received)) yield* letOthersRun.generator(t);
          yield* recv(strobe);

          t.go(sender, c, sent, strobe);
          if (capacity > 0) yield* recv(strobe);
          let got = trySelect({ value: recvCase(c) });
          for (; got === undefined; got = trySelect({ value: recvCase(c) }))
            yield* letOthersRun.generator(t);
          expect(got.value).toBe(sent);
          if (capacity === 0) yield* recv(strobe);
        }
      }
    },
  ),
};
