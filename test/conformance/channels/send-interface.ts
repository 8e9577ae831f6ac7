// Go's TestChanSendInterface of runtime/chan_test.go: a channel of anything takes an object, and takes no
// more, in a select or without, when it is full.

import { expect } from "vitest";
import { recv, send } from "../../../src/gen.ts";
import { send as sendCase, trySelect } from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

class Anything {}

export const TestChanSendInterface: Case = {
  name: "TestChanSendInterface",
  holds: "a channel of anything holds the object itself",
  main: both(
    async () => {
      const [c, m] = [chan<unknown>(1), new Anything()];
      await c.send(m);
      expect(trySelect({ same: sendCase(c, m) })).toBe(undefined);
      expect(trySelect({ same: sendCase(c, m), new: sendCase(c, new Anything()) })).toBe(undefined);
      expect(await c.recv()).toBe(m);
    },
    function* () {
      const [c, m] = [chan<unknown>(1), new Anything()];
      yield* send(c, m);
      expect(trySelect({ same: send(c, m) })).toBe(undefined);
      expect(trySelect({ same: send(c, m), new: send(c, new Anything()) })).toBe(undefined);
      expect(yield* recv(c)).toBe(m);
    },
  ),
};
