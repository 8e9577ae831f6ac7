// The monitor waits for a beat or for the time to run out; a timer made anew
// in each round is one that each beat winds up.

import { after, chan, go, newTicker, recv, type SendChan, select } from "goroutine-kit";
import { simulate } from "goroutine-kit/testing";

const INTERVAL_MS = 10;
const TIMEOUT_MS = 1000;

async function worker(beats: SendChan<number>) {
  using ticker = newTicker(INTERVAL_MS);
  for (let n = 1; n <= 3; n++) {
    await ticker.c.recv();
    await beats.send(n);
  }
  // And here it hangs, or has died.
}

await simulate(1, async () => {
  const beats = chan<number>();
  go(worker, beats);

  for (;;) {
    const event = await select({ beat: recv(beats), silence: recv(after(TIMEOUT_MS)) });
    if (event.case === "silence") break;
    console.log("beat", event.value);
  }
  console.log("no beat for a second: the worker is dead");
});
