/**
 * A client's stream to one node after the other: to the leader where that is known, else to each in turn.
 *
 * Invariants:
 * - One stream at a time. It is opened by `wake`, stays while it serves, and after it has ended the next
 *   is opened by itself as long as `wanted` says so, after a wait that grows.
 * - A stream that says nothing for `silenceMs`, though it was asked to, is given up.
 */

import { type ClockTimer, startTimer } from "../../runtime/clock.ts";
import { randomUnit } from "../../runtime/random.ts";
import { type Address, describeAddress, parseAddress } from "../transport/address.ts";
import { AddressError } from "../transport/errors.ts";
import { FramedStream } from "../transport/framed-stream.ts";
import { receptionOf, valueOfHello } from "../transport/handshake.ts";
import { connect } from "../transport/sockets.ts";

export interface LinkOptions {
  readonly cluster: string;
  /** At least one. */
  readonly nodes: readonly Address[];
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly pingMs: number;
  readonly silenceMs: number;
}

export interface LinkOwner {
  /** The stream is open: whatever waits for an answer has to be sent, again or for the first time. */
  opened(): void;
  value(value: unknown): void;
  /** Whether there is reason to have a stream. */
  wanted(): boolean;
}

/** The longest response: a list of the largest values. */
const maxFrameBytes = 0x7fff_ffff;

export class ClientLink {
  readonly #options: LinkOptions;
  readonly #owner: LinkOwner;
  #stream: FramedStream | null = null;
  #open = false;
  #next = 0;
  /** Who is said to lead, until that turns out to be of no use. */
  #leader: Address | null = null;
  #backoffMs: number;
  #timer: ClockTimer | null = null;
  #unansweredPings = 0;
  #closed = false;
  /** Why there is no stream, for messages. */
  lastReason = "no node was asked yet";

  constructor(options: LinkOptions, owner: LinkOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#backoffMs = options.minBackoffMs;
    // Clients that are told the same nodes do not all begin with the first.
    this.#next = Math.floor(randomUnit() * options.nodes.length);
  }

  get open(): boolean {
    return this.#open;
  }

  /** Opens a stream if there is none and none is about to be. */
  wake(): void {
    if (this.#stream === null && this.#timer === null && !this.#closed) this.#call();
  }

  /** Only while `open`. */
  send(value: unknown): void {
    this.#stream?.send(value);
  }

  /** The answers show that this node serves. */
  served(): void {
    this.#backoffMs = this.#options.minBackoffMs;
  }

  /** Goes to the leader, or where it is not known to the next node after a wait. */
  moveTo(leader: string | null, reason: string): void {
    if (leader !== null) {
      try {
        this.#leader = parseAddress(leader);
      } catch (error) {
        if (!(error instanceof AddressError)) throw error;
      }
    }
    this.#stream?.destroy(reason);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.stop();
    this.#stream?.destroy("the client was closed");
  }

  #call(): void {
    const { nodes, cluster, pingMs } = this.#options;
    const address = this.#leader ?? (nodes[this.#next++ % nodes.length] as Address);
    this.#leader = null;
    const where = describeAddress(address);
    const stream: FramedStream = new FramedStream(
      connect(address, () => stream.send(valueOfHello({ role: "client", cluster }))),
      maxFrameBytes,
      {
        value: (value) => this.#heard(value, where),
        closed: (reason) => this.#ended(`${where}: ${reason}`),
      },
    );
    this.#stream = stream;
    this.#unansweredPings = 0;
    this.#timer = startTimer(pingMs, () => this.#try(where));
  }

  #heard(value: unknown, where: string): void {
    this.#unansweredPings = 0;
    if (this.#open) {
      if (value !== null) this.#owner.value(value);
      return;
    }
    const reception = receptionOf(value);
    if (reception.kind === "refused") {
      this.#stream?.destroy(`${where} refuses: ${reception.reason}`);
      return;
    }
    this.#open = true;
    this.#owner.opened();
  }

  #try(where: string): void {
    const { pingMs, silenceMs } = this.#options;
    if (++this.#unansweredPings * pingMs >= silenceMs) {
      this.#stream?.destroy(`${where} has been silent for ${silenceMs} ms`);
      return;
    }
    if (this.#open) this.#stream?.send(null);
    this.#timer = startTimer(pingMs, () => this.#try(where));
  }

  #ended(reason: string): void {
    this.#timer?.stop();
    this.#timer = null;
    this.#stream = null;
    this.#open = false;
    this.lastReason = reason;
    if (this.#closed || !this.#owner.wanted()) return;
    // A leader that was named is called at once, unless naming leads in a circle.
    const waitMs = this.#backoffMs * (0.5 + randomUnit() / 2);
    const atOnce = this.#leader !== null && this.#backoffMs === this.#options.minBackoffMs;
    this.#backoffMs = Math.min(2 * this.#backoffMs, this.#options.maxBackoffMs);
    this.#timer = startTimer(atOnce ? 0 : waitMs, () => {
      this.#timer = null;
      this.#call();
    });
  }
}
