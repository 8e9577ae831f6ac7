// Go's test/chan/select8.go: one leaves a select by break, continue or return. Here a select is an
// expression, and it is the switch over its event that one leaves; no case falls through, and labels
// reach the loop outside.

import { expect } from "vitest";
import { recv, select, send } from "../../../src/gen.ts";
import {
  type Chan,
  recv as recvCase,
  select as selectAsync,
  send as sendCase,
  trySelect,
} from "../../../src/index.ts";
import { type Both, both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

const fives = both(
  async (ch: Chan<number>) => {
    for (;;) await ch.send(5);
  },
  function* (ch) {
    for (;;) yield* send(ch, 5);
  },
);

/** Counts three fives, and says by which way it went after each. */
const leaving: Both<[Chan<number>], string[]> = both(
  async (ch) => {
    const ways: string[] = [];
    let got = 0;
    loop: for (;;) {
      const event = await selectAsync({ got: recvCase(ch), never: sendCase(null, 10) });
      switch (event.case) {
        case "got":
          got++;
          if (got === 1) break;
          if (got === 2) {
            ways.push("continue");
            continue;
          }
          if (got === 3) break loop;
          return expect.fail("went on after break");
        case "never":
          return expect.fail("fell through");
      }
      ways.push("break");
    }
    ways.push("break loop");
    for (;;) {
      switch ((await selectAsync({ got: recvCase(ch) })).case) {
        case "got":
          ways.push("return");
          return ways;
      }
    }
  },
  function* (ch) {
    const ways: string[] = [];
    let got = 0;
    loop: for (;;) {
      const event = yield* select({ got: recv(ch), never: send(null, 10) });
      switch (event.case) {
        case "got":
          got++;
          if (got === 1) break;
          if (got === 2) {
            ways.push("continue");
            continue;
          }
          if (got === 3) break loop;
          return expect.fail("went on after break");
        case "never":
          return expect.fail("fell through");
      }
      ways.push("break");
    }
    ways.push("break loop");
    for (;;) {
      switch ((yield* select({ got: recv(ch) })).case) {
        case "got":
          ways.push("return");
          return ways;
      }
    }
  },
);

/** Go's default, left by break. */
function leaveDefault(): string {
  switch (trySelect({ got: recv(chan()) })?.case) {
    case undefined:
      break;
    case "got":
      return expect.fail("received from an empty channel");
  }
  return "left";
}

export const select8: Case = {
  name: "select8",
  holds: "break, continue, return out of a select",
  main: both(
    async (t) => {
      const ch = chan<number>();
      t.go(fives, ch);
      const ways = await leaving.async(ch);
      expect(ways).toEqual(["break", "continue", "break loop", "return"]);
      expect(leaveDefault()).toBe("left");
    },
    function* (t) {
      const ch = chan<number>();
      t.go(fives, ch);
      const ways = yield* leaving.generator(ch);
      expect(ways).toEqual(["break", "continue", "break loop", "return"]);
      expect(leaveDefault()).toBe("left");
    },
  ),
};
