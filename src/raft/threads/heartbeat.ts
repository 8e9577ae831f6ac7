/**
 * The thread of a leader's heartbeat (Raft paper 5.2).
 *
 * Invariant: time runs for it exactly while the node leads; elsewhere it waits to be told that it does.
 */

import { now } from "../../runtime/clock.ts";
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
    const { raft, roleChanged } = monitor;
    while (!monitor.stopping) {
      if (raft.role !== "leader") {
        await roleChanged.wait();
        continue;
      }
      if (await roleChanged.wait(this.#intervalMs)) continue;
      if (monitor.stopping) return;
      heartbeatTimeout(raft, now());
      monitor.conclude();
    }
  }
}
