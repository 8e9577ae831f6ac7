// Go's test/chan/select4.go: what receives a case's value is evaluated only when that case is chosen.
// Here that is the code of the case.

import { expect } from "vitest";
import { recv, select, send } from "../../../src/gen.ts";
import { recv as recvCase, select as selectAsync } from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

function neverAsked(): { a: number } {
  return expect.fail("evaluated the left-hand side of a case that was not chosen");
}

export const select4: Case = {
  name: "select4",
  holds: "left-hand sides of cases not chosen are not evaluated",
  main: both(
    async () => {
      const x = { a: 0 };
      const [ready, empty] = [chan<number>(1), chan<number>()];
      await ready.send(42);
      const event = await selectAsync({ empty: recvCase(empty), ready: recvCase(ready) });
      switch (event.case) {
        case "empty":
          neverAsked().a = event.value ?? 0;
          break;
        case "ready":
          x.a = event.value ?? 0;
      }
      expect(x.a).toBe(42);
    },
    function* () {
      const x = { a: 0 };
      const [ready, empty] = [chan<number>(1), chan<number>()];
      yield* send(ready, 42);
      const event = yield* select({ empty: recv(empty), ready: recv(ready) });
      switch (event.case) {
        case "empty":
          neverAsked().a = event.value ?? 0;
          break;
        case "ready":
          x.a = event.value ?? 0;
      }
      expect(x.a).toBe(42);
    },
  ),
};
