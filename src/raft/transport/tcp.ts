/**
 * Nodes of Raft over TCP, in MessagePack. Each node calls each other and sends on the stream it called,
 * so a stream carries messages one way, and a failed one is no concern of the other direction.
 *
 * Nothing is encrypted and nobody proves who they are: keep the addresses to a network that you trust.
 *
 * Invariants:
 * - Of each node one stream counts, the last that greeted: the one before is ended, so messages of a node
 *   arrive in the order it sent them.
 * - Whoever greets as a node tells where it can be called; that is where it is called, unless this node
 *   was told otherwise.
 */

import { type Message, MessageError, type NodeId } from "../rules/index.ts";
import { type Address, describeAddress, parseAddress } from "./address.ts";
import type { NodeHello } from "./handshake.ts";
import { Incoming } from "./incoming.ts";
import { PeerLink, type Traffic } from "./peer-link.ts";
import { type Listener, listen } from "./sockets.ts";
import { type CheckedTcpOptions, checkTcpOptions, type TcpOptions } from "./tcp-options.ts";
import type { Receiver, Transport } from "./transport.ts";

/** A peer as this node's transport sees it. */
export interface PeerStatus extends Readonly<Traffic> {
  /** Which node. */
  readonly node: NodeId;
  /** Where it is called. */
  readonly address: string;
  /** Whether messages can be sent to it now. */
  readonly connected: boolean;
  /** Where it serves clients, if it has said so. */
  readonly service: string | null;
}

export class TcpTransport implements Transport {
  readonly #options: CheckedTcpOptions;
  readonly #links: Map<NodeId, PeerLink> = new Map();
  readonly #known: Map<NodeId, Address>;
  readonly #incoming: Set<Incoming> = new Set();
  readonly #services: Map<NodeId, string> = new Map();
  #listener: Listener | null = null;
  #receiver: Receiver | null = null;

  /** Throws OptionError. Nothing is opened before `open`. */
  constructor(options: TcpOptions) {
    this.#options = checkTcpOptions(options);
    this.#known = new Map(options.peers);
    this.#known.delete(options.id);
  }

  /** Where this node listens; with its port once it is open. */
  get address(): Address {
    return this.#listener?.address ?? this.#options.listen;
  }

  /** Throws what the system does, an address in use above all. */
  async open(receiver: Receiver): Promise<void> {
    this.#listener = await listen(this.#options.listen, (stream) => {
      if (this.#incoming.size >= this.#options.maxStreams)
        stream.destroy(`there are ${this.#options.maxStreams} streams already`);
      else this.#incoming.add(new Incoming(this.#options, stream, this.#reception));
    });
    this.#receiver = receiver;
    for (const [node, address] of this.#known) this.#link(node, address);
  }

  send(message: Message): void {
    this.#links.get(message.to)?.send(message);
  }

  /** The node is to be called at that address from now on. */
  setPeer(node: NodeId, address: Address): void {
    if (node === this.#options.id) return;
    this.#known.set(node, address);
    if (this.#receiver === null) return;
    const link = this.#links.get(node);
    if (link === undefined) this.#link(node, address);
    else link.move(address);
  }

  /** The node is not called any more; what is sent to it is dropped. */
  removePeer(node: NodeId): void {
    this.#known.delete(node);
    this.#links.get(node)?.close();
    this.#links.delete(node);
  }

  /** Where the node serves clients, if it has said so since this one was opened. */
  serviceOf(node: NodeId): string | null {
    return this.#services.get(node) ?? null;
  }

  /** The other nodes, how each is reached, and what went to it. */
  peers(): readonly PeerStatus[] {
    return [...this.#links.values()].map(({ node, address, connected, traffic }) => ({
      node,
      address: describeAddress(address),
      connected,
      service: this.serviceOf(node),
      ...traffic,
    }));
  }

  async close(): Promise<void> {
    this.#receiver = null;
    for (const link of this.#links.values()) link.close();
    const closed = this.#listener?.close();
    for (const { stream } of this.#incoming) stream.destroy("this node closed its transport");
    await closed;
  }

  #link(node: NodeId, address: Address): void {
    const self = () => this.#options.advertise ?? describeAddress(this.address);
    const unreachable = () => this.#receiver?.unreachable(node);
    this.#links.set(node, new PeerLink(this.#options, node, address, self, unreachable));
  }

  readonly #reception = {
    admit: (incoming: Incoming, hello: NodeHello): string | null => {
      const { from, address, service } = hello;
      if (from === this.#options.id) return `this is node ${from} itself`;
      if (this.#receiver === null) return `node ${this.#options.id} is closing`;
      for (const other of this.#incoming)
        if (other !== incoming && other.node === from)
          other.stream.destroy(`node ${from} has called anew`);
      if (service !== null) this.#services.set(from, service);
      const link = this.#links.get(from);
      if (link !== undefined) link.hurry();
      else if (address !== null) this.#link(from, parseAddress(address));
      return null;
    },
    deliver: (message: Message): void => {
      if (message.to !== this.#options.id)
        throw new MessageError(`a message to node ${message.to} came to ${this.#options.id}`);
      this.#receiver?.deliver(message);
    },
    left: (incoming: Incoming): void => {
      this.#incoming.delete(incoming);
    },
  };
}
