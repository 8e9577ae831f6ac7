// Threads that are killed while values flow: nothing hangs, and every value is accounted for. `npm run soak`
// does the same for longer.

import { describe, expect, it } from "vitest";
import { seeded, soak } from "./soak.ts";

describe("threads that are killed while values flow", () => {
  it.each([0, 1, 64])(
    "by capacity %i: no value comes twice or is lost for nothing",
    async (capacity) => {
      const account = await soak({ capacity, kills: 4, random: seeded(capacity + 1) });
      expect(account.faults).toEqual([]);
      expect(account.received).toBeGreaterThan(100);
    },
  );
});
