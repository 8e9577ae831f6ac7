/**
 * Who waits until leadership has gone over to another node. The goroutine that owns the state looks
 * after each turn whether it has.
 */

import { outcomeOfTransfer } from "../node/transfer.ts";
import { type Raft, transferLeadership } from "../rules/index.ts";
import type { Transfer } from "./requests.ts";

export class Transfers {
  #waiting: Transfer[] = [];

  /** Begins the transfer; what the rules refuse goes to who asked. */
  begin(raft: Raft, transfer: Transfer, nowMs: number): void {
    try {
      transferLeadership(raft, transfer.target, nowMs);
      this.#waiting.push(transfer);
    } catch (error) {
      transfer.reply.refuse(error);
    }
  }

  /** Answers where the transfer has ended. */
  settle(raft: Raft): void {
    if (this.#waiting.length === 0) return;
    const early: Transfer[] = [];
    for (const transfer of this.#waiting) {
      const outcome = outcomeOfTransfer(raft, transfer.target);
      if (outcome === null) early.push(transfer);
      else if (outcome === "done") transfer.reply.answer();
      else transfer.reply.refuse(outcome);
    }
    this.#waiting = early;
  }
}
