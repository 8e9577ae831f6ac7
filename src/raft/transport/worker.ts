/**
 * Nodes of Raft on worker threads of one process: each has an inbox, a shared channel, to which all others
 * send. Whoever starts the nodes makes the inboxes and hands each node all of them.
 *
 * Invariants:
 * - Messages from one node arrive in the order in which it sent them.
 * - Nobody waits to send: what finds no room in an inbox is lost, and its sender is told so.
 * - An inbox outlives the nodes that use it; a transport receives from its own until it is closed.
 */

import { SendOnClosedError } from "../../runtime/channel-errors.ts";
import {
  recvBatch,
  type SharedChannel,
  SharedMemoryError,
  WorkerDiedError,
} from "../../workers/index.ts";
import {
  BadInputError,
  LimitError,
  type Message,
  type MessageLimits,
  type NodeId,
} from "../rules/index.ts";
import { FrameError } from "./errors.ts";
import { packed, valueOf } from "./frames.ts";
import { messageOf, valueOfMessage } from "./message-frames.ts";
import type { Receiver, Transport } from "./transport.ts";

/** The way to a node from any thread: `sharedChan` makes one. Of any capacity but 0. */
export type Inbox = SharedChannel<Uint8Array>;

/** How many messages are received at once at most. */
const MOST_AT_ONCE = 64;

const defaultLimits: MessageLimits = { maxEntries: 65_536, maxBytes: 64 << 20 };

export class WorkerTransport implements Transport {
  readonly #id: NodeId;
  readonly #inboxes: ReadonlyMap<NodeId, Inbox>;
  readonly #limits: MessageLimits;
  readonly #closing: AbortController = new AbortController();
  #receiver: Receiver | null = null;
  #receiving: Promise<void> | null = null;

  /** Throws RangeError where the node itself has no inbox among them, or one has no room at all. */
  constructor(
    id: NodeId,
    inboxes: ReadonlyMap<NodeId, Inbox>,
    limits: MessageLimits = defaultLimits,
  ) {
    if (!inboxes.has(id)) throw new RangeError(`node ${id} has no inbox among ${inboxes.size}`);
    for (const [node, { cap }] of inboxes)
      if (cap === 0) throw new RangeError(`the inbox of node ${node} has no room for a message`);
    this.#id = id;
    this.#inboxes = inboxes;
    this.#limits = limits;
  }

  /** Takes its place; from then on messages come. */
  async open(receiver: Receiver): Promise<void> {
    this.#receiver = receiver;
    this.#receiving = this.#receive(this.#inboxes.get(this.#id) as Inbox, receiver);
    // What it fails with, `close` throws.
    this.#receiving.catch(() => undefined);
  }

  send(message: Message): void {
    const receiver = this.#receiver;
    if (receiver === null || this.#closing.signal.aborted) return;
    const inbox = this.#inboxes.get(message.to);
    if (inbox === undefined || !offer(inbox, packed(valueOfMessage(message))))
      receiver.unreachable(message.to);
  }

  /** Throws WorkerDiedError where the inbox went with a thread that had it in hand. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#receiving;
  }

  /** Until the transport is closed, or the inbox is. */
  async #receive(inbox: Inbox, receiver: Receiver): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      const batch = await recvBatch(inbox, MOST_AT_ONCE, signal).catch((error: unknown) => {
        if (signal.aborted) return [];
        throw error;
      });
      if (batch.length === 0) return;
      for (const bytes of batch) {
        const message = messageIn(bytes, this.#limits);
        if (message !== null && !signal.aborted) receiver.deliver(message);
      }
    }
  }
}

const losses = [SendOnClosedError, SharedMemoryError, WorkerDiedError];

/** Whether the inbox took it. */
function offer(inbox: Inbox, bytes: Uint8Array): boolean {
  try {
    return inbox.trySend(bytes);
  } catch (error) {
    // Nobody is there any more, or there is no memory to spare: lost, as messages may be.
    if (losses.some((loss) => error instanceof loss)) return false;
    throw error;
  }
}

const nonsense = [FrameError, BadInputError, LimitError];

/** Null for what is no message. */
function messageIn(bytes: Uint8Array, limits: MessageLimits): Message | null {
  try {
    const value = valueOf(bytes);
    // Whoever has the inbox is of this program, and is taken for who it says.
    return messageOf(value, Array.isArray(value) ? Number(value[1]) : 0, limits);
  } catch (error) {
    if (nonsense.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}
