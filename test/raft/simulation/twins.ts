// The twins by name: every test of what a node does runs on each of them.

import { newNode } from "../../../src/raft/csp/node.ts";
import type { ClusterOptions } from "../../../src/raft/simulation/cluster.ts";

export const twins: readonly (readonly [name: string, makeNode: ClusterOptions["makeNode"]])[] = [
  ["goroutines", newNode],
];
