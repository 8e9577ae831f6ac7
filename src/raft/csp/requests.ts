/** What callers ask of the goroutine that owns the node's state, each with the reply it waits for. */

import type { NodeStatus, ReadConsistency } from "../node/node.ts";
import type { Configuration, MembershipChange, NodeId } from "../rules/index.ts";
import type { Reply } from "./reply.ts";

/** A command for the log. These have a channel of their own, which is closed to them by a nil case. */
export interface Proposal<Answer> {
  readonly command: Uint8Array;
  readonly reply: Reply<Answer>;
}

export interface Read {
  readonly kind: "read";
  readonly query: () => unknown;
  readonly consistency: ReadConsistency;
  readonly reply: Reply<unknown>;
}

export interface Change {
  readonly kind: "change";
  readonly changes: readonly MembershipChange[];
  readonly reply: Reply<Configuration>;
}

export interface Transfer {
  readonly kind: "transfer";
  readonly target: NodeId;
  readonly reply: Reply<void>;
}

export interface AppliedWait {
  readonly kind: "applied";
  readonly index: number;
  readonly reply: Reply<void>;
}

export interface StatusQuery {
  readonly kind: "status";
  readonly reply: Reply<NodeStatus>;
}

export type Request = Read | Change | Transfer | AppliedWait | StatusQuery;
