// Go's test/chan/select7.go: a received value may be dropped. Each way to receive without looking at the
// value, against each way to send.

import { expect } from "vitest";
import { recv, select, send } from "../../../src/gen.ts";
import {
  type Chan,
  recv as recvCase,
  select as selectAsync,
  send as sendCase,
} from "../../../src/index.ts";
import { type Both, both, type Case, untilParked } from "../kinds.ts";
import { chan } from "../medium.ts";

type Operation = Both<[Chan<number>]>;

const receives: readonly Operation[] = [
  both(
    async (c) => {
      await c.recv();
    },
    function* (c) {
      yield* recv(c);
    },
  ),
  both(
    async (c) => {
      await selectAsync({ got: recvCase(c) });
    },
    function* (c) {
      yield* select({ got: recv(c) });
    },
  ),
  both(
    async (c) => {
      await selectAsync({ got: recvCase(c), other: recvCase(chan()) });
    },
    function* (c) {
      yield* select({ got: recv(c), other: recv(chan()) });
    },
  ),
];

const sends: readonly Operation[] = [
  both(
    async (c) => c.send(1),
    function* (c) {
      yield* send(c, 1);
    },
  ),
  both(
    async (c) => {
      await selectAsync({ sent: sendCase(c, 1) });
    },
    function* (c) {
      yield* select({ sent: send(c, 1) });
    },
  ),
  both(
    async (c) => {
      await selectAsync({ sent: sendCase(c, 1), other: sendCase(chan(), 1) });
    },
    function* (c) {
      yield* select({ sent: send(c, 1), other: send(chan<number>(), 1) });
    },
  ),
];

export const select7: Case = {
  name: "select7",
  holds: "a received value may be dropped",
  main: both(
    async (t) => {
      for (const receive of receives) {
        for (const operation of sends) {
          const c = chan<number>();
          t.go(receive, c);
          await untilParked.async(t, c, 1);
          await operation.async(c);
          expect(c.tryRecvOk()).toBe(undefined);
        }
      }
    },
    function* (t) {
      for (const receive of receives) {
        for (const operation of sends) {
          const c = chan<number>();
          t.go(receive, c);
          yield* untilParked.generator(t, c, 1);
          yield* operation.generator(c);
          expect(c.tryRecvOk()).toBe(undefined);
        }
      }
    },
  ),
};
