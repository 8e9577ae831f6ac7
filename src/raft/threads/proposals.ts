/**
 * Commands that callers propose, and the thread that takes them in: all that are there already in one
 * turn, so that they share appends and writes.
 *
 * Invariants:
 * - Commands enter the log in the order in which they were proposed.
 * - While the leader has no room, they wait in the queue, and with them their callers; who ceases to wait
 *   takes the command back.
 */

import { ShutDown } from "../../threading/errors.ts";
import { Queue } from "../../threading/queue/queue.ts";
import type { Proposal } from "../node/proposals.ts";
import { hasRoom } from "../node/receiving.ts";
import type { Monitor } from "./monitor.ts";
import type { FutureReply } from "./reply.ts";

interface Proposed<Answer> extends Proposal<Answer> {
  readonly reply: FutureReply<Answer>;
}

export class ProposalQueue<Answer> {
  // Callers wait for their answer anyhow, so there is no need to have them wait for room before.
  readonly #queue: Queue<Proposed<Answer>> = new Queue();

  /** Has the command wait for its turn; its reply is what to wait for. False where none will come. */
  put(proposal: Proposed<Answer>): boolean {
    if (this.#queue.isShutdown) return false;
    this.#queue.putNowait(proposal);
    return true;
  }

  /** Runs until the queue is closed. */
  async run(monitor: Monitor<Answer>): Promise<void> {
    try {
      for (;;) {
        const first = await this.#queue.get();
        using _ = await monitor.acquire();
        await monitor.room.waitFor(() => monitor.stopping || hasRoom(monitor.raft));
        if (monitor.stopping) return;
        this.#takeIn(monitor, first);
        monitor.conclude();
      }
    } catch (error) {
      if (!(error instanceof ShutDown)) throw error;
    }
  }

  #takeIn({ raft, agenda, maxTurnInputs }: Monitor<Answer>, first: Proposed<Answer>): void {
    let proposal = first;
    for (let n = 1; ; n++) {
      if (!proposal.reply.isOver) agenda.proposals.propose(raft, proposal);
      if (n === maxTurnInputs || this.#queue.empty() || !hasRoom(raft)) return;
      proposal = this.#queue.getNowait();
    }
  }

  /** Lets go of what was not taken in. */
  close(): void {
    this.#queue.shutdown({ immediate: true });
  }
}
