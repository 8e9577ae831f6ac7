// Event: what CPython's lock_tests assert.

import { describe, expect, it } from "vitest";
import { Event, monotonic } from "../../src/threading/index.ts";
import { Bunch, onSchedules, othersBlocked } from "./bunch.ts";

describe("an Event", () => {
  it("is set and cleared, any number of times", () => {
    const event = new Event();
    expect(event.isSet()).toBe(false);
    for (const _ of [1, 2]) {
      event.set();
      expect(event.isSet()).toBe(true);
    }
    for (const _ of [1, 2]) {
      event.clear();
      expect(event.isSet()).toBe(false);
    }
  });

  it(
    "lets all go on that wait for it, and those that come later",
    onSchedules(async () => {
      const event = new Event();
      const notify = async () => {
        const results: boolean[] = [];
        const bunch = new Bunch(5, async () => {
          results.push(await event.wait());
          results.push(await event.wait());
        });
        await othersBlocked();
        expect(results).toEqual([]);
        event.set();
        await bunch.join();
        expect(results).toEqual(Array(10).fill(true));
      };
      await notify();
      event.set();
      event.clear();
      await notify();
    }),
  );

  it(
    "answers false when the time runs out, and true once it is set",
    onSchedules(async () => {
      const event = new Event();
      await new Bunch(5, async () => {
        expect(await event.wait(0)).toBe(false);
        expect(await event.wait(-1)).toBe(false);
        const start = monotonic();
        expect(await event.wait(500)).toBe(false);
        expect(monotonic() - start).toBe(500);
      }).join();
      event.set();
      await new Bunch(5, async () => {
        expect(await event.wait(0)).toBe(true);
        expect(await event.wait(500)).toBe(true);
      }).join();
    }),
  );

  it(
    "answers true to who waited when it was set, though it is cleared at once",
    onSchedules(async () => {
      const event = new Event();
      const results: boolean[] = [];
      const bunch = new Bunch(5, async () => {
        results.push(await event.wait(1000));
      });
      await othersBlocked();
      event.set();
      event.clear();
      await bunch.join();
      expect(results).toEqual([true, true, true, true, true]);
    }),
  );

  it("says whether it is set", () => {
    const event = new Event();
    expect(event.toString()).toBe("<Event: unset>");
    event.set();
    expect(event.toString()).toBe("<Event: set>");
  });
});
