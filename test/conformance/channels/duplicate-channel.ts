// Go's TestSelectDuplicateChannel of runtime/chan_test.go: one channel stands twice in a select; when
// another case fires, both losers leave the queue, and who waits behind them is woken rightly.

import { expect } from "vitest";
import { recv, select, send } from "../../../src/gen.ts";
import { type Chan, recv as recvCase, select as selectAsync } from "../../../src/index.ts";
import { both, type Case, untilParked } from "../kinds.ts";
import { chan } from "../medium.ts";

const selector = both(
  async (c: Chan<number>, d: Chan<number>, e: Chan<number>) => {
    const event = await selectAsync({ c: recvCase(c), again: recvCase(c), d: recvCase(d) });
    expect(event).toMatchObject({ case: "d", value: 7, ok: true });
    await e.send(9);
  },
  function* (c, d, e) {
    const event = yield* select({ c: recv(c), again: recv(c), d: recv(d) });
    expect(event).toMatchObject({ case: "d", value: 7, ok: true });
    yield* send(e, 9);
  },
);

const receiver = both(
  async (c: Chan<number>, e: Chan<number>) => {
    expect(await c.recv()).toBe(8);
    await e.send(10);
  },
  function* (c, e) {
    expect(yield* recv(c)).toBe(8);
    yield* send(e, 10);
  },
);

export const TestSelectDuplicateChannel: Case = {
  name: "TestSelectDuplicateChannel",
  holds: "one channel twice in a select; losers dequeue rightly",
  main: both(
    async (t) => {
      const [c, d, e] = [chan<number>(), chan<number>(), chan<number>()];
      t.go(selector, c, d, e);
      await untilParked.async(t, c, 2);
      t.go(receiver, c, e);
      await untilParked.async(t, c, 3);
      await d.send(7);
      expect(await e.recv()).toBe(9);
      await c.send(8);
      expect(await e.recv()).toBe(10);
    },
    function* (t) {
      const [c, d, e] = [chan<number>(), chan<number>(), chan<number>()];
      t.go(selector, c, d, e);
      yield* untilParked.generator(t, c, 2);
      t.go(receiver, c, e);
      yield* untilParked.generator(t, c, 3);
      yield* send(d, 7);
      expect(yield* recv(e)).toBe(9);
      yield* send(c, 8);
      expect(yield* recv(e)).toBe(10);
    },
  ),
};
