/**
 * Who waits for the end of a change of membership. The goroutine that owns the state looks after each
 * turn whether it has come.
 */

import { beginChange, outcomeOfChange } from "../node/membership.ts";
import type { Reply } from "../node/reply.ts";
import type { Configuration, Raft } from "../rules/index.ts";
import type { Change } from "./requests.ts";

export class MembershipChanges {
  #waiting: Reply<Configuration>[] = [];

  /** Begins the change; what the rules refuse goes to who asked. */
  begin(raft: Raft, { changes, reply }: Change, nowMs: number): void {
    try {
      beginChange(raft, changes, nowMs);
      this.#waiting.push(reply);
    } catch (error) {
      reply.refuse(error);
    }
  }

  /** Answers where the change has ended. */
  settle(raft: Raft): void {
    if (this.#waiting.length === 0) return;
    const outcome = outcomeOfChange(raft);
    if (outcome === null) return;
    for (const reply of this.#waiting.splice(0))
      if (outcome instanceof Error) reply.refuse(outcome);
      else reply.answer(outcome);
  }
}
