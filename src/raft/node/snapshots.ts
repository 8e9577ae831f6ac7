/** What those report who work on a node's snapshots beside it. */

import type { Chunk, NodeId, SnapshotDescription } from "../rules/index.ts";

/** A snapshot is durable, or a piece of one was read, null where there is none. */
export type SnapshotReport =
  | { readonly kind: "saved"; readonly description: SnapshotDescription }
  | { readonly kind: "read"; readonly node: NodeId; readonly chunk: Chunk | null };
