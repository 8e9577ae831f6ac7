// A ticker sends the time on its channel, once in an interval: to receive is
// to wait for one's turn.

import { chan, go, newTicker, now, since } from "goroutine-kit";
import { simulate } from "goroutine-kit/testing";

const INTERVAL_MS = 10;

await simulate(1, async () => {
  const requests = chan<number>(5);
  go(async () => {
    for (let n = 1; n <= 5; n++) await requests.send(n);
    requests.close();
  });

  const begun = now();
  using limiter = newTicker(INTERVAL_MS);
  for await (const n of requests) {
    await limiter.c.recv();
    console.log("request", n);
  }
  console.log("none too early:", since(begun) >= 4 * INTERVAL_MS);
});
