/**
 * A network in memory, between the nodes of one thread. Sound unless it is told otherwise: then it
 * loses, delays, doubles and reorders messages, as drawn from the random source, and parts nodes.
 *
 * Invariants:
 * - Every choice is drawn from runtime/random and every delay is on the runtime's clock, so a seed
 *   replays the network.
 * - Messages of one link arrive in the order in which they were sent, but for those that `reorderRate`
 *   chose.
 * - What is on its way when a link is cut, or an endpoint closed, is lost.
 */

import { now, startTimer } from "../../runtime/clock.ts";
import { randomUnit } from "../../runtime/random.ts";
import type { Message, NodeId } from "../rules/index.ts";
import { EndpointInUseError } from "./errors.ts";
import type { Receiver, Transport } from "./transport.ts";

/** How bad a network is. Rates are from 0 to 1, each message drawn by itself. */
export interface NetworkFaults {
  /** Messages that are lost. */
  readonly dropRate: number;
  /** Messages that arrive twice. */
  readonly duplicateRate: number;
  /** Messages that wait up to `reorderMs` longer, so that later ones overtake them. */
  readonly reorderRate: number;
  /** How much longer such a message waits at most. */
  readonly reorderMs: number;
  /** How long any message takes. */
  readonly minDelayMs: number;
  /** At most. */
  readonly maxDelayMs: number;
}

/** Nothing is lost and nothing takes time. */
export const soundNetwork: NetworkFaults = {
  dropRate: 0,
  duplicateRate: 0,
  reorderRate: 0,
  reorderMs: 0,
  minDelayMs: 0,
  maxDelayMs: 0,
};

/** Who is told of messages: for counting, transcripts and checks. */
export interface NetworkObserver {
  /** A node has sent the message. */
  sent(message: Message): void;
}

/** The network between nodes of one thread. */
export class MemoryNetwork {
  /** How bad it is, from now on. */
  faults: NetworkFaults;
  readonly #observer: NetworkObserver | null;
  readonly #endpoints: Map<NodeId, Endpoint> = new Map();
  /** By sender, then by receiver. */
  readonly #links: Map<NodeId, Map<NodeId, Link>> = new Map();

  constructor(faults: NetworkFaults = soundNetwork, observer: NetworkObserver | null = null) {
    this.faults = faults;
    this.#observer = observer;
  }

  /** The node's place in the network; a new one once the one before was closed. */
  endpoint(id: NodeId): Transport {
    return new Endpoint(this, id);
  }

  /** Parts the nodes: those of one group reach each other and nobody else. */
  partition(...groups: readonly (readonly NodeId[])[]): void {
    for (const group of groups)
      for (const other of groups)
        if (other !== group) for (const one of group) for (const two of other) this.cut(one, two);
  }

  /** Neither node reaches the other from now on. */
  cut(one: NodeId, other: NodeId): void {
    this.cutOneWay(one, other);
    this.cutOneWay(other, one);
  }

  /** The first node does not reach the second from now on; the second may still reach the first. */
  cutOneWay(from: NodeId, to: NodeId): void {
    this.#linkOf(from, to).cut = true;
  }

  /** Messages between the two take that much longer. */
  slow(one: NodeId, other: NodeId, byMs: number): void {
    this.#linkOf(one, other).slowMs = byMs;
    this.#linkOf(other, one).slowMs = byMs;
  }

  /** All links are whole again, and as fast as the faults say. */
  heal(): void {
    for (const links of this.#links.values())
      for (const link of links.values()) {
        link.cut = false;
        link.slowMs = 0;
      }
  }

  /** Joins the network; throws EndpointInUseError if the node is there already. */
  attach(endpoint: Endpoint): void {
    if (this.#endpoints.has(endpoint.id)) throw new EndpointInUseError(endpoint.id);
    this.#endpoints.set(endpoint.id, endpoint);
  }

  /** Leaves the network. */
  detach(endpoint: Endpoint): void {
    if (this.#endpoints.get(endpoint.id) === endpoint) this.#endpoints.delete(endpoint.id);
  }

  /** Takes a message of an attached node. */
  carry(message: Message): void {
    this.#observer?.sent(message);
    const { dropRate, duplicateRate } = this.faults;
    if (dropRate > 0 && randomUnit() < dropRate) return;
    const link = this.#linkOf(message.from, message.to);
    this.#schedule(message, link);
    if (duplicateRate > 0 && randomUnit() < duplicateRate) this.#schedule(message, link);
  }

  #schedule(message: Message, link: Link): void {
    if (link.cut) return;
    const { minDelayMs, maxDelayMs, reorderRate, reorderMs } = this.faults;
    const takesMs = link.slowMs + minDelayMs + randomUnit() * (maxDelayMs - minDelayMs);
    if (reorderRate > 0 && randomUnit() < reorderRate)
      startTimer(takesMs + randomUnit() * reorderMs, () => this.#arrive(message, link));
    else this.#scheduleInOrder(message, link, takesMs);
  }

  // Timers of one instant fire in any order, so each brings the oldest message, whichever set it.
  #scheduleInOrder(message: Message, link: Link, takesMs: number): void {
    const { underWay } = link;
    if (takesMs <= 0 && underWay.length === 0) {
      this.#arrive(message, link);
      return;
    }
    const nowMs = now();
    link.lastDueMs = Math.max(nowMs + takesMs, link.lastDueMs);
    underWay.push(message);
    startTimer(link.lastDueMs - nowMs, () => this.#arrive(underWay.shift() as Message, link));
  }

  #arrive(message: Message, link: Link): void {
    if (!link.cut) this.#endpoints.get(message.to)?.deliver(message);
  }

  #linkOf(from: NodeId, to: NodeId): Link {
    let links = this.#links.get(from);
    if (links === undefined) {
      links = new Map();
      this.#links.set(from, links);
    }
    let link = links.get(to);
    if (link === undefined) {
      link = { cut: false, slowMs: 0, underWay: [], lastDueMs: 0 };
      links.set(to, link);
    }
    return link;
  }
}

/** The way from one node to another. */
interface Link {
  cut: boolean;
  slowMs: number;
  /** What is under way in order, oldest first, and when the last of it arrives. */
  readonly underWay: Message[];
  lastDueMs: number;
}

class Endpoint implements Transport {
  readonly id: NodeId;
  readonly #network: MemoryNetwork;
  #receiver: Receiver | null = null;

  constructor(network: MemoryNetwork, id: NodeId) {
    this.#network = network;
    this.id = id;
  }

  async open(receiver: Receiver): Promise<void> {
    this.#network.attach(this);
    this.#receiver = receiver;
  }

  send(message: Message): void {
    if (this.#receiver !== null) this.#network.carry(message);
  }

  async close(): Promise<void> {
    this.#receiver = null;
    this.#network.detach(this);
  }

  deliver(message: Message): void {
    this.#receiver?.deliver(message);
  }
}
