// Go's test/chan/select.go: the operands of every case are evaluated each time, once and in the order in
// which they stand, whether the case is taken or not and even where its channel is nil; and a case is
// switched off by setting its channel to nil.

import { expect } from "vitest";
import { recv, select, send } from "../../../src/gen.ts";
import {
  type Chan,
  select as selectAsync,
  send as sendCase,
  trySelect,
} from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

/** Go's counter and shift: each value is counted, and is a bit of its own each time round. */
class Values {
  readonly asked: string[] = [];
  shift = 0;

  of(operand: string): number {
    this.asked.push(operand);
    return 1 << this.shift;
  }
}

/** Sends to both for as long as one has room: says how many it sent. */
function sendWhilePossible(
  values: Values,
  first: Chan<number> | null,
  second: Chan<number> | null,
) {
  let [a, b] = [first, second];
  for (let sent = 0; ; sent++) {
    const event = trySelect({ a: send(a, values.of("a")), b: send(b, values.of("b")) });
    if (event === undefined) return sent;
    if (event.case === "a") a = null;
    else b = null;
    values.shift++;
  }
}

export const select_: Case = {
  name: "select",
  holds: "operands evaluated once and in order even for cases not taken; cases switched off by nil",
  main: both(
    async () => {
      const values = new Values();
      const [a, b] = [chan<number>(1), chan<number>(1)];
      expect(sendWhilePossible(values, a, b)).toBe(2);
      expect(((await a.recv()) ?? 0) | ((await b.recv()) ?? 0)).toBe(3);
      expect(sendWhilePossible(values, a, null)).toBe(1);
      expect(values.asked.join("")).toBe("ab".repeat(5));

      // The same for one that may wait.
      const free = chan<number>(1);
      const event = await selectAsync({
        off: sendCase(null, values.of("off")),
        full: sendCase(a, values.of("full")),
        free: sendCase(free, values.of("free")),
      });
      expect(event.case).toBe("free");
      expect(values.asked.slice(10)).toEqual(["off", "full", "free"]);
    },
    function* () {
      const values = new Values();
      const [a, b] = [chan<number>(1), chan<number>(1)];
      expect(sendWhilePossible(values, a, b)).toBe(2);
      expect(((yield* recv(a)) ?? 0) | ((yield* recv(b)) ?? 0)).toBe(3);
      expect(sendWhilePossible(values, a, null)).toBe(1);
      expect(values.asked.join("")).toBe("ab".repeat(5));

      // The same for one that may wait.
      const free = chan<number>(1);
      const event = yield* select({
        off: send(null, values.of("off")),
        full: send(a, values.of("full")),
        free: send(free, values.of("free")),
      });
      expect(event.case).toBe("free");
      expect(values.asked.slice(10)).toEqual(["off", "full", "free"]);
    },
  ),
};
