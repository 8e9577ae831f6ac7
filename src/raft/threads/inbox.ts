/**
 * What comes from the network, and the thread that takes it in: all that is there already in one turn, so
 * that it shares appends and writes.
 *
 * Invariants:
 * - What finds no room is dropped, as the network might have.
 * - The transport never waits.
 */

import { ShutDown } from "../../threading/errors.ts";
import { Queue } from "../../threading/queue/queue.ts";
import { receiveOrDrop } from "../node/receiving.ts";
import { type Message, type NodeId, unreachable } from "../rules/index.ts";
import type { Receiver } from "../transport/transport.ts";
import type { Monitor } from "./monitor.ts";

/** A message, or the node that cannot be reached. */
type News = Message | NodeId;

export class Inbox implements Receiver {
  readonly #queue: Queue<News>;

  constructor(maxQueuedMessages: number) {
    this.#queue = new Queue(maxQueuedMessages);
  }

  deliver(message: Message): void {
    this.#put(message);
  }

  unreachable(node: NodeId): void {
    this.#put(node);
  }

  #put(news: News): void {
    if (!this.#queue.isShutdown && !this.#queue.full()) this.#queue.putNowait(news);
  }

  /** Runs until the inbox is closed. */
  async run<Answer>(monitor: Monitor<Answer>): Promise<void> {
    try {
      for (;;) {
        const first = await this.#queue.get();
        await monitor.turn(() => this.#takeIn(monitor, first));
      }
    } catch (error) {
      if (!(error instanceof ShutDown)) throw error;
    }
  }

  #takeIn<Answer>({ raft, clock, maxTurnInputs }: Monitor<Answer>, first: News): void {
    let news = first;
    for (let n = 1; ; n++) {
      if (typeof news === "number") unreachable(raft, news);
      else receiveOrDrop(raft, news, clock.now());
      if (n === maxTurnInputs || this.#queue.empty()) return;
      news = this.#queue.getNowait();
    }
  }

  /** Lets go of what was not taken in; more is dropped. */
  close(): void {
    this.#queue.shutdown({ immediate: true });
  }
}
