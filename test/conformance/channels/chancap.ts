// Go's test/chancap.go: len and cap, and capacities that cannot be.

import { expect } from "vitest";
import { send } from "../../../src/gen.ts";
import { CapacityError, type Chan } from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

function hasSize(ch: Chan<number>, len: number, cap: number): void {
  expect([ch.len, ch.cap]).toEqual([len, cap]);
}

const impossible = [-1, -0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32, 2 ** 59, 2 ** 63];

function checkCapacities(): void {
  for (const capacity of impossible) {
    expect(() => chan(capacity)).toThrow(CapacityError);
    expect(() => chan(capacity)).toThrow("makechan: size out of range");
  }
  hasSize(chan(), 0, 0);
  hasSize(chan(2 ** 32 - 1), 0, 2 ** 32 - 1);
}

export const chancap: Case = {
  name: "chancap",
  holds: "len and cap; a negative, NaN, fractional or absurd capacity is refused",
  main: both(
    async () => {
      checkCapacities();
      const ch = chan<number>(10);
      hasSize(ch, 0, 10);
      for (let i = 0; i < 3; i++) await ch.send(i);
      hasSize(ch, 3, 10);
    },
    function* () {
      checkCapacities();
      const ch = chan<number>(10);
      hasSize(ch, 0, 10);
      for (let i = 0; i < 3; i++) yield* send(ch, i);
      hasSize(ch, 3, 10);
    },
  ),
};
