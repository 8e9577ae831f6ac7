// Go's test/chan/select3.go: the whole matrix of what blocks, what does not, and what throws, for nil,
// closed, full and empty channels, sent to and received from, alone and in a select, with and without a
// default.
//
// An async function cannot call a method of a nil channel; it can only have one in a select. And a
// select without any case, which in Go blocks for ever, is refused here.

import { expect } from "vitest";
import { recv, recvOk, select, send } from "../../../src/gen.ts";
import {
  type Chan,
  dump,
  NoCasesError,
  recv as recvCase,
  SendOnClosedError,
  select as selectAsync,
  send as sendCase,
  trySelect,
} from "../../../src/index.ts";
import { type Both, both, type Case, letOthersRun } from "../kinds.ts";
import { chan } from "../medium.ts";

interface Row {
  readonly operation: Both<[]>;
  /** The wait reasons that a dump may show of it; none where it does not block. */
  readonly blocks?: readonly string[];
}

function closed(): Chan<number> {
  const ch = chan<number>();
  ch.close();
  return ch;
}

/** A channel whose buffer of one holds these. */
function buffered(...values: number[]): Chan<number> {
  const ch = chan<number>(1);
  for (const value of values) ch.trySend(value);
  return ch;
}

const rows: readonly Row[] = [
  // Alone.
  {
    operation: both(
      async () => {
        await selectAsync({ sent: sendCase(null, 7) });
      },
      function* () {
        yield* send(null, 7);
      },
    ),
    blocks: ["select (no cases)", "chan send (nil chan)"],
  },
  {
    operation: both(
      async () => {
        await selectAsync({ got: recvCase(null) });
      },
      function* () {
        yield* recv(null);
      },
    ),
    blocks: ["select (no cases)", "chan receive (nil chan)"],
  },
  {
    operation: both(
      async () => {
        await buffered().send(7);
      },
      function* () {
        yield* send(buffered(), 7);
      },
    ),
  },
  {
    operation: both(
      async () => {
        await buffered(7).send(7);
      },
      function* () {
        yield* send(buffered(7), 7);
      },
    ),
    blocks: ["chan send on"],
  },
  {
    operation: both(
      async () => {
        await chan<number>().send(7);
      },
      function* () {
        yield* send(chan<number>(), 7);
      },
    ),
    blocks: ["chan send on"],
  },
  {
    operation: both(
      async () => {
        await chan().recv();
      },
      function* () {
        yield* recv(chan());
      },
    ),
    blocks: ["chan receive on"],
  },
  {
    operation: both(
      async () => {
        await chan().recvOk();
      },
      function* () {
        yield* recvOk(chan());
      },
    ),
    blocks: ["chan receive on"],
  },
  {
    operation: both(
      async () => expect(await buffered(7).recv()).toBe(7),
      function* () {
        expect(yield* recv(buffered(7))).toBe(7);
      },
    ),
  },
  {
    operation: both(
      async () => {
        expect(await closed().recv()).toBe(undefined);
        expect(await closed().recvOk()).toEqual({ value: undefined, ok: false });
      },
      function* () {
        expect(yield* recv(closed())).toBe(undefined);
        expect(yield* recvOk(closed())).toEqual({ value: undefined, ok: false });
      },
    ),
  },
  {
    operation: both(
      async () => expect(closed().send(7)).rejects.toThrow(SendOnClosedError),
      function* () {
        expect(yield* thrownBy(send(closed(), 7))).toBeInstanceOf(SendOnClosedError);
      },
    ),
  },
  // In a select.
  {
    operation: both(
      async () => {
        await selectAsync({ got: recvCase(null), sent: sendCase(null, 7) });
      },
      function* () {
        yield* select({ got: recv(null), sent: send(null, 7) });
      },
    ),
    blocks: ["select (no cases)"],
  },
  {
    operation: both(
      async () => {
        await selectAsync({ got: null, sent: undefined });
      },
      function* () {
        yield* select({ got: null, sent: undefined });
      },
    ),
    blocks: ["select (no cases)"],
  },
  {
    operation: both(
      async () => {
        await selectAsync({ got: recvCase(chan()) });
      },
      function* () {
        yield* select({ got: recv(chan()) });
      },
    ),
    blocks: ["select on got"],
  },
  {
    operation: both(
      async () => {
        await selectAsync({ sent: sendCase(buffered(7), 7) });
      },
      function* () {
        yield* select({ sent: send(buffered(7), 7) });
      },
    ),
    blocks: ["select on sent"],
  },
  {
    operation: both(
      async () => {
        expect((await selectAsync({ got: recvCase(buffered(7)) })).value).toBe(7);
        expect((await selectAsync({ sent: sendCase(buffered(), 7) })).case).toBe("sent");
        expect((await selectAsync({ got: recvCase(closed()) })).ok).toBe(false);
      },
      function* () {
        expect((yield* select({ got: recv(buffered(7)) })).value).toBe(7);
        expect((yield* select({ sent: send(buffered(), 7) })).case).toBe("sent");
        expect((yield* select({ got: recv(closed()) })).ok).toBe(false);
      },
    ),
  },
  {
    operation: both(
      async () =>
        expect(selectAsync({ sent: sendCase(closed(), 7) })).rejects.toThrow(SendOnClosedError),
      function* () {
        const thrown = yield* thrownBy(select({ sent: send(closed(), 7) }));
        expect(thrown).toBeInstanceOf(SendOnClosedError);
      },
    ),
  },
  {
    operation: both(
      async () => expect(selectAsync({})).rejects.toThrow(NoCasesError),
      function* () {
        expect(yield* thrownBy(select({}))).toBeInstanceOf(NoCasesError);
      },
    ),
  },
  // A select does not meet itself.
  {
    operation: both(
      async () => {
        const ch = chan<number>();
        await selectAsync({ sent: sendCase(ch, 1), got: recvCase(ch) });
      },
      function* () {
        const ch = chan<number>();
        yield* select({ sent: send(ch, 1), got: recv(ch) });
      },
    ),
    blocks: ["select on sent"],
  },
];

function* thrownBy<Y, R>(steps: Iterable<Y, R, unknown>): Generator<Y, unknown, unknown> {
  try {
    yield* steps;
  } catch (error) {
    return error;
  }
  return undefined;
}

/** With a default nothing blocks. */
function checkDefaults(): void {
  expect(trySelect({ got: recv(null), sent: send(null, 7), off: null })).toBe(undefined);
  expect(trySelect({ got: recv(chan()) })).toBe(undefined);
  expect(trySelect({ sent: send(chan<number>(), 7) })).toBe(undefined);
  expect(trySelect({ sent: send(buffered(7), 7) })).toBe(undefined);
  const ch = chan<number>();
  expect(trySelect({ sent: send(ch, 7), got: recv(ch) })).toBe(undefined);
  expect(trySelect({ sent: send(buffered(), 7) })?.case).toBe("sent");
  expect(trySelect({ got: recv(buffered(7)) })?.value).toBe(7);
  expect(trySelect({ got: recv(closed()) })?.ok).toBe(false);
  expect(() => trySelect({ sent: send(closed(), 7) })).toThrow(SendOnClosedError);
  expect(() => trySelect({})).toThrow(NoCasesError);
}

const watched = both(
  async (operation: Both<[]>, went: Chan<true>) => {
    await operation.async();
    went.close();
  },
  function* (operation, went) {
    yield* operation.generator();
    went.close();
  },
);

function waitsFor(reasons: readonly string[]): number {
  const text = dump();
  return reasons.reduce((sum, reason) => sum + text.split(`[${reason}`).length - 1, 0);
}

export const select3: Case = {
  name: "select3",
  holds: "the whole matrix nil / closed / full / empty x send / receive x blocking / default",
  main: both(
    async (t) => {
      checkDefaults();
      for (const { operation, blocks } of rows) {
        const went = chan<true>();
        const before = blocks === undefined ? 0 : waitsFor(blocks);
        t.go(watched, operation, went);
        if (blocks === undefined) await went.recv();
        else while (waitsFor(blocks) === before) await letOthersRun.async(t);
        expect(went.tryRecvOk()?.ok).toBe(blocks === undefined ? false : undefined);
      }
    },
    function* (t) {
      checkDefaults();
      for (const { operation, blocks } of rows) {
        const went = chan<true>();
        const before = blocks === undefined ? 0 : waitsFor(blocks);
        t.go(watched, operation, went);
        if (blocks === undefined) yield* recv(went);
        else while (waitsFor(blocks) === before) yield* letOthersRun.generator(t);
        expect(went.tryRecvOk()?.ok).toBe(blocks === undefined ? false : undefined);
      }
    },
  ),
};
