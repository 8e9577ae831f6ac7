/**
 * The election timer (Raft paper 5.2): a time drawn between the election timeout and twice that, after
 * which a node that heard no leader asks for votes, and a leader looks whether it still has a quorum
 * (thesis 6.2).
 *
 * Invariants:
 * - The timer is always set: every fire sets it anew.
 * - To hear from a leader costs nothing: the timer fires all the same, finds that too little time has
 *   passed since, and is set for the rest.
 */

import type { RecvChan } from "../../csp/index.ts";
import { randomUnit } from "../../runtime/random.ts";
import { newTimer, type Timer } from "../../time/index.ts";
import type { NodeClock } from "../node/clock.ts";
import { checkQuorum, electionTimeout, type Raft } from "../rules/index.ts";

export class ElectionTimer {
  readonly #electionTimeoutMs: number;
  readonly #clock: NodeClock;
  readonly #timer: Timer;
  #drawnMs: number;

  constructor(electionTimeoutMs: number, clock: NodeClock) {
    this.#electionTimeoutMs = electionTimeoutMs;
    this.#clock = clock;
    this.#drawnMs = this.#draw();
    this.#timer = newTimer(clock.lastsMs(this.#drawnMs));
  }

  get c(): RecvChan<number> {
    return this.#timer.c;
  }

  /** The timer has fired. */
  fired(raft: Raft): void {
    const nowMs = this.#clock.now();
    if (raft.role === "leader") {
      checkQuorum(raft, nowMs);
      this.#reset(this.#electionTimeoutMs);
      return;
    }
    const restMs = raft.timerMs + this.#drawnMs - nowMs;
    if (restMs > 0) {
      // Whole milliseconds: a rest too small to move the clock would fire at once, for ever.
      this.#reset(Math.ceil(restMs));
      return;
    }
    electionTimeout(raft, nowMs);
    this.#drawnMs = this.#draw();
    this.#reset(this.#drawnMs);
  }

  stop(): void {
    this.#timer.stop();
  }

  #reset(durationMs: number): void {
    this.#timer.reset(this.#clock.lastsMs(durationMs));
  }

  #draw(): number {
    return this.#electionTimeoutMs * (1 + randomUnit());
  }
}
