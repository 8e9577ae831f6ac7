// The twins by name: every test of what a node does runs on each of them.

import { newNode as newGoroutineNode } from "../../../src/raft/csp/node.ts";
import type { ClusterOptions } from "../../../src/raft/simulation/cluster.ts";
import { newNode as newThreadNode } from "../../../src/raft/threads/node.ts";

export const twins: readonly (readonly [name: string, makeNode: ClusterOptions["makeNode"]])[] = [
  ["goroutines", newGoroutineNode],
  ["threads", newThreadNode],
];
