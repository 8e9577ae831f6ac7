// When a thread that waits looks for long before it sleeps: as the last waits have taught it.

import { describe, expect, it } from "vitest";
import { Patience } from "../../src/workers/patience.ts";

const A_WAKE_UP_MS = 0.05;
const A_LONG_SLEEP_MS = 10;

/** How many short sleeps come before the next long look. */
function shortSleepsToCome(patience: Patience): number {
  let sleeps = 0;
  for (; !patience.isDue && sleeps < 1000; sleeps++) patience.slept(A_WAKE_UP_MS);
  return sleeps;
}

describe("a thread that waits", () => {
  it("looks for long at first, and as long as that is rewarded", () => {
    const patience = new Patience();
    expect(patience.isDue).toBe(true);
    patience.rewarded();
    expect(patience.isDue).toBe(true);
  });

  it("looks for long the more seldom the more often that was in vain, and never gives it up", () => {
    const patience = new Patience();
    const sleeps = Array.from({ length: 9 }, () => {
      patience.disappointed();
      return shortSleepsToCome(patience);
    });
    expect(sleeps).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 64]);
  });

  it("never looks for long where its waits are long", () => {
    const patience = new Patience();
    patience.disappointed();
    for (let wait = 0; wait < 1000; wait++) patience.slept(A_LONG_SLEEP_MS);
    expect(patience.isDue).toBe(false);
  });

  it("forgives all by one long look that is not in vain", () => {
    const patience = new Patience();
    for (let look = 0; look < 5; look++) {
      patience.disappointed();
      shortSleepsToCome(patience);
    }
    patience.rewarded();
    patience.disappointed();
    expect(shortSleepsToCome(patience)).toBe(1);
  });
});
