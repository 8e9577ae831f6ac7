// The time room on the real clock. These wait for what should happen, and for no time.

import { expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import { after, afterFunc, chan, go, newTicker, newTimer, sleep } from "../../src/index.ts";

it("wakes those who sleep, of both kinds", async () => {
  const awake = chan<string>();
  go(async () => {
    await sleep(1);
    await awake.send("awake");
  });
  go(function* () {
    yield* gen.sleep(1);
    yield* gen.send(awake, "awake");
  });
  expect([await awake.recv(), await awake.recv()]).toEqual(["awake", "awake"]);
});

it("fires timers, calls functions and ticks", async () => {
  const called = chan<boolean>();
  afterFunc(1, () => called.send(true));
  using timer = newTimer(1);
  using ticker = newTicker(1);
  expect(await called.recv()).toBe(true);
  const times = [
    await after(1).recv(),
    await timer.c.recv(),
    await ticker.c.recv(),
    await ticker.c.recv(),
  ];
  expect(times.map((time) => typeof time)).toEqual(["number", "number", "number", "number"]);
});
