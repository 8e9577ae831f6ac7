// Go's test/closedchan.go: every operation on a closed channel, unbuffered and with a value left in its
// buffer, phrased in three ways: plainly, in a select of one case, and in a larger select.

import { expect } from "vitest";
import { recv, recvOk, select, send } from "../../../src/gen.ts";
import {
  type Chan,
  CloseOfClosedError,
  CloseOfNilError,
  close,
  type Received,
  recv as recvCase,
  SendOnClosedError,
  select as selectAsync,
  send as sendCase,
  trySelect,
} from "../../../src/index.ts";
import { type Both, both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

/** One way to phrase the operations; those that do not wait are of no kind. */
interface Phrasing {
  readonly name: string;
  readonly send: Both<[Chan<number>, number]>;
  readonly recv: Both<[Chan<number>], Received<number>>;
  trySend(ch: Chan<number>, value: number): boolean;
  /** Undefined where it would have to wait. */
  tryRecv(ch: Chan<number>): Received<number> | undefined;
}

const dummy = chan<number>();

const phrasings: readonly Phrasing[] = [
  {
    name: "plainly",
    send: both(
      async (ch, value) => ch.send(value),
      function* (ch, value) {
        yield* send(ch, value);
      },
    ),
    recv: both(
      async (ch) => ch.recvOk(),
      function* (ch) {
        return yield* recvOk(ch);
      },
    ),
    trySend: (ch, value) => ch.trySend(value),
    tryRecv: (ch) => ch.tryRecvOk(),
  },
  {
    name: "in a select",
    send: both(
      async (ch, value) => {
        await selectAsync({ sent: sendCase(ch, value) });
      },
      function* (ch, value) {
        yield* select({ sent: send(ch, value) });
      },
    ),
    recv: both(
      async (ch) => selectAsync({ got: recvCase(ch) }),
      function* (ch) {
        return yield* select({ got: recv(ch) });
      },
    ),
    trySend: (ch, value) => trySelect({ sent: send(ch, value) }) !== undefined,
    tryRecv: (ch) => trySelect({ got: recv(ch) }),
  },
  {
    name: "in a larger select",
    send: both(
      async (ch, value) => {
        await selectAsync({ sent: sendCase(ch, value), dummy: recvCase(dummy) });
      },
      function* (ch, value) {
        yield* select({ sent: send(ch, value), dummy: recv(dummy) });
      },
    ),
    recv: both(
      async (ch) => selectAsync({ dummy: recvCase(dummy), got: recvCase(ch) }),
      function* (ch) {
        return yield* select({ dummy: recv(dummy), got: recv(ch) });
      },
    ),
    trySend: (ch, value) => trySelect({ dummy: recv(dummy), sent: send(ch, value) }) !== undefined,
    tryRecv: (ch) => trySelect({ dummy: recv(dummy), got: recv(ch) }),
  },
];

function withOneLeft(): Chan<number> {
  const ch = chan<number>(2);
  ch.trySend(1);
  ch.close();
  return ch;
}

function withNoneLeft(): Chan<number> {
  const ch = chan<number>();
  ch.close();
  return ch;
}

const left = { value: 1, ok: true };
const drained = { value: undefined, ok: false };

/** What needs no goroutine. */
function checkClosing(): void {
  expect(() => close(null)).toThrow(CloseOfNilError);
  expect(() => close(null)).toThrow("close of nil channel");
  for (const closed of [withOneLeft(), withNoneLeft()]) {
    expect(() => closed.close()).toThrow(CloseOfClosedError);
    expect(() => close(closed)).toThrow("close of closed channel");
  }
}

export const closedchan: Case = {
  name: "closedchan",
  holds:
    "every operation on a closed channel, buffered and not, in plain form, in select, with default",
  main: both(
    async () => {
      checkClosing();
      for (const p of phrasings) {
        expect(p.tryRecv(withOneLeft())).toMatchObject(left);
        const buffered = withOneLeft();
        expect(await p.recv.async(buffered)).toMatchObject(left);
        for (const closed of [buffered, withNoneLeft()]) {
          for (let i = 0; i < 3; i++) {
            expect(await p.recv.async(closed)).toMatchObject(drained);
            expect(p.tryRecv(closed)).toMatchObject(drained);
          }
          expect(() => p.trySend(closed, 2)).toThrow(SendOnClosedError);
          await expect(p.send.async(closed, 2)).rejects.toThrow("send on closed channel");
          // What could not be sent is nowhere.
          expect(await p.recv.async(closed)).toMatchObject(drained);
        }
      }
    },
    function* () {
      checkClosing();
      for (const p of phrasings) {
        expect(p.tryRecv(withOneLeft())).toMatchObject(left);
        const buffered = withOneLeft();
        expect(yield* p.recv.generator(buffered)).toMatchObject(left);
        for (const closed of [buffered, withNoneLeft()]) {
          for (let i = 0; i < 3; i++) {
            expect(yield* p.recv.generator(closed)).toMatchObject(drained);
            expect(p.tryRecv(closed)).toMatchObject(drained);
          }
          expect(() => p.trySend(closed, 2)).toThrow(SendOnClosedError);
          let thrown: unknown;
          try {
            yield* p.send.generator(closed, 2);
          } catch (error) {
            thrown = error;
          }
          expect(thrown).toBeInstanceOf(SendOnClosedError);
          // What could not be sent is nowhere.
          expect(yield* p.recv.generator(closed)).toMatchObject(drained);
        }
      }
    },
  ),
};
