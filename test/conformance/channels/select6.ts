// Go's test/chan/select6.go: a case that lost leaves no trace in its channel's queue. The select waits
// last in the queue of c1, loses there, and who waits on c1 after it must still be woken.

import { expect } from "vitest";
import { recv, select, send } from "../../../src/gen.ts";
import { type Chan, recv as recvCase, select as selectAsync } from "../../../src/index.ts";
import { both, type Case, untilParked } from "../kinds.ts";
import { chan } from "../medium.ts";

const receiver = both(
  async (ch: Chan<true>) => {
    await ch.recv();
  },
  function* (ch) {
    yield* recv(ch);
  },
);

const selector = both(
  async (c1: Chan<true>, c2: Chan<true>, c3: Chan<true>) => {
    const event = await selectAsync({ c1: recvCase(c1), c2: recvCase(c2) });
    expect(event.case).toBe("c2");
    await c3.send(true);
    await c1.recv();
  },
  function* (c1, c2, c3) {
    const event = yield* select({ c1: recv(c1), c2: recv(c2) });
    expect(event.case).toBe("c2");
    yield* send(c3, true);
    yield* recv(c1);
  },
);

const sender = both(
  async (ch: Chan<true>) => ch.send(true),
  function* (ch) {
    yield* send(ch, true);
  },
);

export const select6: Case = {
  name: "select6",
  holds: "a case that lost leaves no trace in the channel's queue",
  main: both(
    async (t) => {
      const [c1, c2, c3] = [chan<true>(), chan<true>(), chan<true>()];
      t.go(receiver, c1);
      await untilParked.async(t, c1, 1);
      t.go(selector, c1, c2, c3);
      await untilParked.async(t, c1, 2);
      t.go(sender, c2);
      await c3.recv();
      await c1.send(true);
      await c1.send(true);
    },
    function* (t) {
      const [c1, c2, c3] = [chan<true>(), chan<true>(), chan<true>()];
      t.go(receiver, c1);
      yield* untilParked.generator(t, c1, 1);
      t.go(selector, c1, c2, c3);
      yield* untilParked.generator(t, c1, 2);
      t.go(sender, c2);
      yield* recv(c3);
      yield* send(c1, true);
      yield* send(c1, true);
    },
  ),
};
