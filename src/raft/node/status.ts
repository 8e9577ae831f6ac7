/** A node's status, as whoever owns its state reads it off. */

import { configurationOfNow, lastIndex, type Raft } from "../rules/index.ts";
import type { NodeStatus } from "./node.ts";

export function statusOf(raft: Raft): NodeStatus {
  const { options, role, term, leader, log, commitIndex, appliedIndex, snapshot } = raft;
  return {
    id: options.id,
    role,
    term,
    leader,
    lastIndex: lastIndex(log),
    commitIndex,
    appliedIndex,
    snapshotIndex: snapshot?.index ?? 0,
    configuration: configurationOfNow(raft),
  };
}
