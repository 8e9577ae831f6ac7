/** Counting what a node sends, wherever it sends it. */

import { type Receiver, type Transport, weightOf } from "goroutine-kit/raft/transport";

type Message = Parameters<Transport["send"]>[0];

/** What nodes have sent each other. */
export interface Traffic {
  readonly messages: number;
  /** As many as the messages would be over TCP; counted only while they are weighed. */
  readonly bytes: number;
}

export const NO_TRAFFIC: Traffic = { messages: 0, bytes: 0 };

export function addTraffic(one: Traffic, other: Traffic): Traffic {
  return { messages: one.messages + other.messages, bytes: one.bytes + other.bytes };
}

/** A transport that counts. */
export class CountedTransport implements Transport {
  readonly #transport: Transport;
  #messages = 0;
  #bytes = 0;
  /** Whether each message is weighed: it has to be encoded for that. */
  weighing: "each" | "none" = "none";

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get traffic(): Traffic {
    return { messages: this.#messages, bytes: this.#bytes };
  }

  open(receiver: Receiver): Promise<void> {
    return this.#transport.open(receiver);
  }

  send(message: Message): void {
    this.#messages++;
    if (this.weighing === "each") this.#bytes += weightOf(message);
    this.#transport.send(message);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
