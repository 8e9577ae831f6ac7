/**
 * The thread of a leader's heartbeat (Raft paper 5.2).
 *
 * Invariant: time runs for it exactly while the node leads; elsewhere it waits to be told that it does.
 */

import { heartbeatTimeout } from "../rules/index.ts";
import type { Monitor } from "./monitor.ts";

export class Heartbeat {
  readonly #intervalMs: number;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Runs until the node stops. */
  async run<Answer>(monitor: Monitor<Answer>): Promise<void> {
    using _ = await monitor.acquire();
    const { raft, roleChanged, clock } = monitor;
    const intervalMs = clock.lastsMs(this.#intervalMs);
    while (!monitor.stopping) {
      if (raft.role !== "leader") {
        await roleChanged.wait();
        continue;
      }
      if (await roleChanged.wait(intervalMs)) continue;
      if (monitor.stopping) return;
      heartbeatTimeout(raft, clock.now());
      monitor.conclude();
    }
  }
}
