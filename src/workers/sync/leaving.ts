/**
 * How goroutines and threads take a step at a gate that never waits: unlock, release, add, notify.
 */

import type { Agent } from "../agent.ts";
import { attempt, type Step } from "./gate.ts";

export class Leaving {
  readonly #agent: Agent;
  readonly #gate: number;
  readonly #step: Step;

  /** @param gate the address of the gate. */
  constructor(agent: Agent, gate: number, step: Step) {
    this.#agent = agent;
    this.#gate = gate;
    this.#step = step;
  }

  /** Takes the step: DONE, or a refusal. */
  take(by = 0, amount = 0): number {
    return attempt(this.#agent.thread, this.#gate, this.#step, by, amount);
  }
}
