// One select waits for whichever comes first: the next heartbeat, or the end
// of the timer.

import { chan, go, main, newTimer, recv, type SendChan, select } from "goroutine-kit";

const HOUR_MS = 3_600_000;
const timeoutsMs = [HOUR_MS, HOUR_MS, 10];

async function leader(heartbeats: SendChan<number>) {
  for (const timeoutMs of timeoutsMs) await heartbeats.send(timeoutMs);
}

main(async () => {
  const heartbeats = chan<number>();
  go(leader, heartbeats);

  const timer = newTimer(HOUR_MS);
  for (;;) {
    const event = await select({ heartbeat: recv(heartbeats), timeout: recv(timer.c) });
    switch (event.case) {
      case "heartbeat":
        if (!event.ok) return;
        console.log("heartbeat");
        timer.reset(event.value);
        break;
      case "timeout":
        console.log("the leader is silent: election");
        return;
    }
  }
});
