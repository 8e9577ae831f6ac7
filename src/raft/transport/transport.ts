/**
 * What a node needs of the network. Raft asks little of it: messages may be lost, late, doubled or out
 * of order (Raft paper 5.1), and none is ever waited for.
 *
 * Invariants that every transport keeps:
 * - `send` returns at once and never throws for what the network does; a message that cannot be sent
 *   now is dropped.
 * - `deliver` gets only messages that passed `checkMessage`, from the node that the other end is known
 *   to be, and addressed to this node; it is not called before `open` nor after `close`.
 */

import type { Message, NodeId } from "../rules/index.ts";

/** Who takes what comes. Both return at once and do not throw. */
export interface Receiver {
  /** Takes a message that has come. */
  deliver(message: Message): void;
  /** Messages to that node were lost or will be, as far as the transport can tell. */
  unreachable(node: NodeId): void;
}

/** One node's place in the network: opened once, closed once. */
export interface Transport {
  /** Takes its place in the network; from then on messages come. */
  open(receiver: Receiver): Promise<void>;
  /** Sends the message to the node in its `to`; to each node in this order, if it keeps one. */
  send(message: Message): void;
  /** Nothing is delivered from the moment of the call; resolves when all is let go of. */
  close(): Promise<void>;
}
