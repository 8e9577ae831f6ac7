// The limiter knows when the next request may go. Whoever has its lock sleeps
// until then; the others wait for the lock.

import { simulate } from "goroutine-kit/testing";
import { Lock, monotonic, Queue, sleep, Thread } from "goroutine-kit/threading";

const INTERVAL_MS = 10;

class Limiter {
  readonly #lock = new Lock();
  #nextMs = monotonic();

  async wait() {
    using _release = await this.#lock.acquire();
    await sleep(Math.max(0, this.#nextMs - monotonic()));
    this.#nextMs = monotonic() + INTERVAL_MS;
  }
}

await simulate(1, async () => {
  const requests = new Queue<number>();

  async function client() {
    for (let n = 1; n <= 5; n++) await requests.put(n);
  }

  new Thread({ target: client }).start();

  const begun = monotonic();
  const limiter = new Limiter();
  for (let i = 0; i < 5; i++) {
    const n = await requests.get();
    await limiter.wait();
    console.log("request", n);
  }
  console.log("none too early:", monotonic() - begun >= 4 * INTERVAL_MS);
});
