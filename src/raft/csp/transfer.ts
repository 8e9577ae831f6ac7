/**
 * Leadership on its way to another node (thesis 3.10), and who waits for that.
 *
 * Invariant: it has ended when this node knows another leader, or leads and has given the transfer up.
 */

import { TransferFailedError } from "../node/errors.ts";
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
  settle({ options, role, leader, transfer }: Raft): void {
    if (this.#waiting.length === 0) return;
    if (role === "leader" ? transfer !== null : leader === null || leader === options.id) return;
    for (const { target, reply } of this.#waiting.splice(0))
      if (leader === target) reply.answer();
      else reply.refuse(new TransferFailedError(target, leader));
  }
}
