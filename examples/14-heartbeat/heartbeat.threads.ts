// The monitor waits for a beat with a time-out, which begins anew with each
// `get`.

import { simulate } from "goroutine-kit/testing";
import { Empty, Queue, sleep, Thread } from "goroutine-kit/threading";

const INTERVAL_MS = 10;
const TIMEOUT_MS = 1000;

async function worker(beats: Queue<number>) {
  for (let n = 1; n <= 3; n++) {
    await sleep(INTERVAL_MS);
    await beats.put(n);
  }
  // And here it hangs, or has died.
}

await simulate(1, async () => {
  const beats = new Queue<number>();
  new Thread({ target: worker, args: [beats] }).start();

  try {
    for (;;) {
      const n = await beats.get(TIMEOUT_MS);
      console.log("beat", n);
    }
  } catch (error) {
    if (!(error instanceof Empty)) throw error;
    console.log("no beat for a second: the worker is dead");
  }
});
