// A Timer is a thread that can be started once: to restart it is to cancel it
// and to make another.

import { Event, Lock, main, Thread, Timer } from "goroutine-kit/threading";

const HOUR_MS = 3_600_000;
const timeoutsMs = [HOUR_MS, HOUR_MS, 10];

class RestartableTimer {
  readonly #onTimeout: () => void;
  readonly #lock = new Lock();
  #timer: Timer | undefined;

  constructor(onTimeout: () => void) {
    this.#onTimeout = onTimeout;
  }

  async restart(timeoutMs: number) {
    using _release = await this.#lock.acquire();
    this.#timer?.cancel();
    this.#timer = new Timer(timeoutMs, this.#onTimeout);
    this.#timer.start();
  }
}

main(async () => {
  const silent = new Event();
  const timer = new RestartableTimer(() => silent.set());
  await timer.restart(HOUR_MS);

  async function leader() {
    for (const timeoutMs of timeoutsMs) {
      console.log("heartbeat");
      await timer.restart(timeoutMs);
    }
  }

  new Thread({ target: leader }).start();
  await silent.wait();
  console.log("the leader is silent: election");
});
