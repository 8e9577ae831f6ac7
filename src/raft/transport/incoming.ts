/**
 * A stream that came from elsewhere, until it has said whose it is, and of a node from then on.
 *
 * Invariants:
 * - Only messages of the node that greeted are delivered, each checked; one that makes no sense ends the
 *   stream, and the reason is told.
 * - A stream that does not greet in time, or falls silent, is ended.
 */

import { type ClockTimer, startTimer } from "../../runtime/clock.ts";
import type { Message, NodeId } from "../rules/index.ts";
import { FramedStream, type ValueHandler } from "./framed-stream.ts";
import {
  type ClientHello,
  helloOf,
  maxHelloBytes,
  type NodeHello,
  valueOfReception,
} from "./handshake.ts";
import { messageOf } from "./message-frames.ts";
import type { ByteStream } from "./sockets.ts";
import type { CheckedTcpOptions } from "./tcp-options.ts";

/** What a message weighs beside its entries' bytes, for each entry and for all else. */
const overheadBytes = 32;

/** The transport that the stream came to. */
export interface Reception {
  /** Why the node's stream is not wanted; null where it is, and it counts from now on. */
  admit(incoming: Incoming, hello: NodeHello): string | null;
  deliver(message: Message): void;
  left(incoming: Incoming): void;
}

export class Incoming {
  readonly stream: FramedStream;
  readonly #options: CheckedTcpOptions;
  readonly #reception: Reception;
  readonly #timer: ClockTimer;
  readonly #remote: string;
  #node: NodeId | null = null;
  #silence: ClockTimer | null = null;
  #silentPings = 0;

  constructor(options: CheckedTcpOptions, bytes: ByteStream, reception: Reception) {
    this.#options = options;
    this.#reception = reception;
    this.#remote = bytes.remote;
    this.stream = new FramedStream(bytes, maxHelloBytes, {
      value: (value) => this.#greeted(value),
      closed: (reason) => this.#ended(reason),
    });
    this.#timer = startTimer(options.silenceMs, () => this.stream.destroy("it did not greet"));
  }

  get node(): NodeId | null {
    return this.#node;
  }

  #greeted(value: unknown): void {
    this.#timer.stop();
    let hello: NodeHello | ClientHello;
    try {
      hello = helloOf(value, this.#options.cluster);
    } catch (error) {
      this.#refuse((error as Error).message);
      return;
    }
    if (hello.role === "client") this.#welcomeClient();
    else this.#welcomeNode(hello);
  }

  #welcomeNode(hello: NodeHello): void {
    const { id, maxEntries, maxMessageBytes } = this.#options;
    const reason =
      hello.to === id
        ? this.#reception.admit(this, hello)
        : `node ${hello.from} wants node ${hello.to}, and this is node ${id}`;
    if (reason !== null) {
      this.#refuse(reason);
      return;
    }
    this.#node = hello.from;
    const handler = {
      value: (value: unknown) => this.#heard(value),
      closed: (why: string) => this.#ended(why),
    };
    this.stream.handOver(handler, maxMessageBytes + overheadBytes * (maxEntries + 64));
    this.stream.send(valueOfReception({ kind: "welcome" }));
    this.#lookLater();
  }

  #welcomeClient(): void {
    const { acceptClient, maxMessageBytes } = this.#options;
    if (acceptClient === undefined) {
      this.#refuse("this node serves no clients here");
      return;
    }
    this.stream.send(valueOfReception({ kind: "welcome" }));
    const client: ValueHandler = acceptClient(this.stream);
    const handler = {
      value: (value: unknown) => client.value(value),
      closed: (reason: string) => {
        client.closed(reason);
        this.#ended(reason);
      },
    };
    this.stream.handOver(handler, maxMessageBytes);
  }

  // Null is a ping, and is answered by another.
  #heard(value: unknown): void {
    this.#silentPings = 0;
    if (value === null) {
      this.stream.send(null);
      return;
    }
    const { maxEntries, maxMessageBytes } = this.#options;
    const limits = { maxEntries, maxBytes: maxMessageBytes };
    const message = messageOf(value, this.#node as NodeId, limits);
    this.#reception.deliver(message);
  }

  // The other end sends a ping each `pingMs` at least.
  #lookLater(): void {
    const { silenceMs, pingMs } = this.#options;
    this.#silence = startTimer(pingMs, () => {
      if (++this.#silentPings * pingMs < silenceMs) this.#lookLater();
      else this.stream.destroy(`silent for ${silenceMs} ms`);
    });
  }

  #refuse(reason: string): void {
    this.stream.send(valueOfReception({ kind: "refused", reason }));
    this.stream.end(reason);
  }

  #ended(reason: string): void {
    this.#timer.stop();
    this.#silence?.stop();
    this.#reception.left(this);
    this.#options.observer?.left?.(this.#remote, this.#node, reason);
  }
}
