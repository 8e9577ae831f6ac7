// Go's test/chan/sendstmt.go: channels are sent through channels, a case may send to a channel that it
// has just received, and what is sent is an expression like any other.

import { expect } from "vitest";
import { recv, select, send } from "../../../src/gen.ts";
import { type Chan, select as selectAsync, send as sendCase } from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

export const sendstmt: Case = {
  name: "sendstmt",
  holds: "a channel of channels",
  main: both(
    async () => {
      const channels = chan<Chan<number>>(1);
      const c = chan<number>(1);
      await channels.send(c);
      await selectAsync({ sent: sendCase(await channels.recv(), 2) });
      expect(await c.recv()).toBe(2);

      const truths = chan<boolean>(1);
      const [no, yes] = [false, true];
      await truths.send(no || yes);
      expect(await truths.recv()).toBe(true);
    },
    function* () {
      const channels = chan<Chan<number>>(1);
      const c = chan<number>(1);
      yield* send(channels, c);
      yield* select({ sent: send(yield* recv(channels), 2) });
      expect(yield* recv(c)).toBe(2);

      const truths = chan<boolean>(1);
      const [no, yes] = [false, true];
      yield* send(truths, no || yes);
      expect(yield* recv(truths)).toBe(true);
    },
  ),
};
