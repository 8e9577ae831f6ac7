/**
 * The heartbeat of a leader (Raft paper 5.2).
 *
 * Invariant: the timer is set exactly while the node leads; elsewhere it costs nothing.
 */

import type { RecvChan } from "../../csp/index.ts";
import { newTimer, type Timer } from "../../time/index.ts";
import type { NodeClock } from "../node/clock.ts";
import { heartbeatTimeout, type Raft, type RoleChange } from "../rules/index.ts";

export class Heartbeat {
  readonly #intervalMs: number;
  readonly #clock: NodeClock;
  readonly #timer: Timer = newTimer(Number.POSITIVE_INFINITY);
  #beating = false;

  constructor(intervalMs: number, clock: NodeClock) {
    this.#intervalMs = clock.lastsMs(intervalMs);
    this.#clock = clock;
  }

  get c(): RecvChan<number> {
    return this.#timer.c;
  }

  fired(raft: Raft): void {
    heartbeatTimeout(raft, this.#clock.now());
    this.#timer.reset(this.#intervalMs);
  }

  /** Begins where the node leads now, ends where it does not. */
  follow({ role }: RoleChange): void {
    if ((role === "leader") === this.#beating) return;
    this.#beating = role === "leader";
    if (this.#beating) this.#timer.reset(this.#intervalMs);
    else this.#timer.stop();
  }

  stop(): void {
    this.#timer.stop();
  }
}
