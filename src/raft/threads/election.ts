/**
 * The thread of the election timer (Raft paper 5.2): a time drawn between the election timeout and twice
 * that, after which a node that heard no leader asks for votes, and a leader looks whether it still has a
 * quorum (thesis 6.2).
 *
 * Invariants:
 * - The timer is always set: every fire sets it anew.
 * - To hear from a leader costs nothing: the timer fires all the same, finds that too little time has
 *   passed since, and is set for the rest.
 */

import { randomUnit } from "../../runtime/random.ts";
import { checkQuorum, electionTimeout, type Raft } from "../rules/index.ts";
import type { Monitor } from "./monitor.ts";

export class ElectionTimer {
  readonly #electionTimeoutMs: number;
  #drawnMs: number;

  constructor(electionTimeoutMs: number) {
    this.#electionTimeoutMs = electionTimeoutMs;
    this.#drawnMs = this.#draw();
  }

  /** Runs until the node stops. */
  async run<Answer>(monitor: Monitor<Answer>): Promise<void> {
    using _ = await monitor.acquire();
    let waitMs = this.#drawnMs;
    while (!monitor.stopping) {
      if (await monitor.stopped.wait(monitor.clock.lastsMs(waitMs))) return;
      const nowMs = monitor.clock.now();
      monitor.agenda.reads.expire(monitor.raft, nowMs);
      waitMs = this.#fired(monitor.raft, nowMs);
      monitor.conclude();
    }
  }

  /** The timer has fired; gives the time until it fires next. */
  #fired(raft: Raft, nowMs: number): number {
    if (raft.role === "leader") {
      checkQuorum(raft, nowMs);
      return this.#electionTimeoutMs;
    }
    const restMs = raft.timerMs + this.#drawnMs - nowMs;
    // Whole milliseconds: a rest too small to move the clock would fire at once, for ever.
    if (restMs > 0) return Math.ceil(restMs);
    electionTimeout(raft, nowMs);
    this.#drawnMs = this.#draw();
    return this.#drawnMs;
  }

  #draw(): number {
    return this.#electionTimeoutMs * (1 + randomUnit());
  }
}
