/** What callers ask of the goroutine that owns the node's state, each with the reply it waits for. */

import type { NodeStatus } from "../node/node.ts";
import type { Read } from "../node/reads.ts";
import type { Reply } from "../node/reply.ts";
import type { Configuration, MembershipChange, NodeId } from "../rules/index.ts";

export interface ReadRequest extends Read {
  readonly kind: "read";
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

/** All but proposals: these have a channel of their own, which is closed to them by a nil case. */
export type Request = ReadRequest | Change | Transfer | AppliedWait | StatusQuery;
