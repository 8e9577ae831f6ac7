/**
 * Leadership on its way to another node (thesis 3.10).
 *
 * Invariant: it has ended when this node knows another leader, or leads and has given the transfer up.
 */

import type { NodeId, Raft } from "../rules/index.ts";
import { TransferFailedError } from "./errors.ts";

/** What the transfer has come to: the target leads, or an error; null while it is on its way. */
export function outcomeOfTransfer(raft: Raft, target: NodeId): "done" | TransferFailedError | null {
  const { options, role, leader, transfer } = raft;
  if (role === "leader" ? transfer !== null : leader === null || leader === options.id) return null;
  return leader === target ? "done" : new TransferFailedError(target, leader);
}
