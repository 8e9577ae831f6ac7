/**
 * What the goroutines of a node say to each other. The owner stands in the middle: whatever it does not
 * receive, it sends.
 *
 * Invariants:
 * - Only the owner sends on `batches`, `works`, `snapshots` and `requested`; it closes them when it ends,
 *   and with that ends who receives.
 * - The owner waits nowhere but in its select, where it sends and receives at once: so no two goroutines
 *   can wait for each other.
 */

import { type Chan, chan } from "../../csp/index.ts";
import type { DiskBatch, SnapshotToSave } from "../node/agenda.ts";
import type { Applied, Work } from "../node/application.ts";
import type { Proposal } from "../node/proposals.ts";
import type { SnapshotReport } from "../node/snapshots.ts";
import type { ChunkRequest, Message, NodeId } from "../rules/index.ts";
import type { Request } from "./requests.ts";

export interface Channels<Answer> {
  /** From the network. What finds no room is dropped, as the network might have. */
  readonly inbox: Chan<Message>;
  readonly unreachable: Chan<NodeId>;
  /** From callers, who wait while there is no room. */
  readonly proposals: Chan<Proposal<Answer>>;
  readonly requests: Chan<Request>;
  /** To the disk and back. */
  readonly batches: Chan<DiskBatch>;
  readonly persisted: Chan<number>;
  /** To the state machine and back. */
  readonly works: Chan<Work<Answer>>;
  readonly applied: Chan<Applied>;
  /** Snapshots to save, pieces of them to read, and what came of both. */
  readonly snapshots: Chan<SnapshotToSave>;
  readonly requested: Chan<ChunkRequest>;
  readonly reports: Chan<SnapshotReport>;
}

export function newChannels<Answer>(
  maxQueuedMessages: number,
  maxQueuedRequests: number,
): Channels<Answer> {
  return {
    inbox: chan(maxQueuedMessages),
    unreachable: chan(maxQueuedMessages),
    proposals: chan(maxQueuedRequests),
    requests: chan(maxQueuedRequests),
    batches: chan(),
    persisted: chan(1),
    works: chan(),
    applied: chan(1),
    snapshots: chan(),
    requested: chan(),
    reports: chan(),
  };
}
