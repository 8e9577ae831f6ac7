/**
 * The stream on which this node sends to one other: called, greeted, kept alive, called again.
 *
 * Invariants:
 * - One stream at a time; after each that ends, a wait that doubles up to a limit, drawn between half and
 *   all of that so that nodes do not call in step. A welcome begins with the shortest wait again.
 * - What is sent while there is no welcomed stream, or past the limit of what waits, is dropped: Raft
 *   sends again what matters. The owner hears of it once for each spell.
 * - A stream that is silent for too long, though it was asked to answer, is given up: half-open streams
 *   do not linger. What counts is pings without an answer, so that a node which itself stood still for a
 *   while does not blame its peers.
 */

import { type ClockTimer, startTimer } from "../../runtime/clock.ts";
import { randomUnit } from "../../runtime/random.ts";
import type { Message, NodeId } from "../rules/index.ts";
import type { Address } from "./address.ts";
import { FramedStream } from "./framed-stream.ts";
import { maxHelloBytes, receptionOf, valueOfHello } from "./handshake.ts";
import { valueOfMessage } from "./message-frames.ts";
import { connect } from "./sockets.ts";
import type { CheckedTcpOptions } from "./tcp-options.ts";

/** What was sent to a node over the life of the transport. */
export interface Traffic {
  /** Messages that were handed to a connection. */
  sentMessages: number;
  /** How many bytes these were. */
  sentBytes: number;
  /** Messages that could not be sent. */
  droppedMessages: number;
}

export class PeerLink {
  readonly node: NodeId;
  readonly traffic: Traffic = { sentMessages: 0, sentBytes: 0, droppedMessages: 0 };
  readonly #options: CheckedTcpOptions;
  readonly #self: () => string;
  readonly #unreachable: () => void;
  #address: Address;
  #stream: FramedStream | null = null;
  #welcomed = false;
  #closed = false;
  #dropping = false;
  #backoffMs: number;
  #timer: ClockTimer | null = null;
  #unansweredPings = 0;

  /** `self` gives the address that this node tells others to call. */
  constructor(
    options: CheckedTcpOptions,
    node: NodeId,
    address: Address,
    self: () => string,
    unreachable: () => void,
  ) {
    this.#options = options;
    this.node = node;
    this.#address = address;
    this.#self = self;
    this.#unreachable = unreachable;
    this.#backoffMs = options.minBackoffMs;
    this.#call();
  }

  get connected(): boolean {
    return this.#welcomed;
  }

  get address(): Address {
    return this.#address;
  }

  send(message: Message): void {
    const stream = this.#stream;
    if (stream === null || !this.#welcomed || this.#isFull(stream)) {
      this.#drop();
      return;
    }
    this.#dropping = false;
    const before = stream.sentBytes;
    stream.send(valueOfMessage(message));
    this.traffic.sentMessages++;
    this.traffic.sentBytes += stream.sentBytes - before;
  }

  /** The node is there as far as one can tell: a wait before calling it is cut short. */
  hurry(): void {
    if (this.#stream !== null || this.#closed) return;
    this.#backoffMs = this.#options.minBackoffMs;
    this.#call();
  }

  /** The node has moved. */
  move(address: Address): void {
    const { host, port } = this.#address;
    if (host === address.host && port === address.port) return;
    this.#address = address;
    if (this.#stream === null) this.hurry();
    else this.#stream.destroy("the node has moved");
  }

  close(): void {
    this.#closed = true;
    this.#timer?.stop();
    this.#stream?.destroy("this node closed its transport");
  }

  #isFull(stream: FramedStream): boolean {
    return stream.bufferedBytes > this.#options.maxQueuedBytes;
  }

  #drop(): void {
    this.traffic.droppedMessages++;
    if (this.#dropping) return;
    this.#dropping = true;
    this.#unreachable();
  }

  #call(): void {
    this.#timer?.stop();
    const { cluster, id: from, pingMs } = this.#options;
    const stream: FramedStream = new FramedStream(
      connect(this.#address, () => {
        const address = this.#self();
        const service = this.#options.service?.() ?? null;
        stream.send(valueOfHello({ role: "node", cluster, from, to: this.node, address, service }));
      }),
      maxHelloBytes,
      { value: (value) => this.#heard(value), closed: (reason) => this.#ended(reason) },
    );
    this.#stream = stream;
    this.#unansweredPings = 0;
    this.#timer = startTimer(pingMs, () => this.#tryStream());
  }

  // After the welcome, whatever the other end says only shows that it is there.
  #heard(value: unknown): void {
    this.#unansweredPings = 0;
    if (this.#welcomed) return;
    const reception = receptionOf(value);
    if (reception.kind === "refused") {
      this.#stream?.destroy(`node ${this.node} refuses: ${reception.reason}`);
      return;
    }
    this.#welcomed = true;
    this.#backoffMs = this.#options.minBackoffMs;
    this.#options.observer?.connected?.(this.node);
  }

  #tryStream(): void {
    const { silenceMs, pingMs } = this.#options;
    if (++this.#unansweredPings * pingMs >= silenceMs) {
      this.#stream?.destroy(`node ${this.node} has been silent for ${silenceMs} ms`);
      return;
    }
    if (this.#welcomed) this.#stream?.send(null);
    this.#timer = startTimer(pingMs, () => this.#tryStream());
  }

  #ended(reason: string): void {
    this.#timer?.stop();
    this.#stream = null;
    this.#welcomed = false;
    this.#options.observer?.disconnected?.(this.node, reason);
    if (this.#closed) return;
    this.#unreachable();
    const waitMs = this.#backoffMs * (0.5 + randomUnit() / 2);
    this.#backoffMs = Math.min(2 * this.#backoffMs, this.#options.maxBackoffMs);
    this.#timer = startTimer(waitMs, () => this.#call());
  }
}
