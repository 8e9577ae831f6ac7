/** A transfer of leadership, by the caller's own thread, which waits until it has come to its end. */

import type { Cancel } from "../../runtime/cancel.ts";
import { outcomeOfTransfer } from "../node/transfer.ts";
import { type NodeId, transferLeadership } from "../rules/index.ts";
import type { Monitor } from "./monitor.ts";
import { waitToSee } from "./waiting.ts";

/**
 * Begins the transfer and waits for its end; the caller has the lock. Answers false where the node stops
 * first. Throws what the rules refuse, and TransferFailedError.
 */
export async function transferTo<Answer>(
  monitor: Monitor<Answer>,
  target: NodeId,
  cancel: Cancel | undefined,
): Promise<boolean> {
  const { raft, progress } = monitor;
  transferLeadership(raft, target, monitor.clock.now());
  monitor.conclude();
  const outcome = await waitToSee(monitor, progress, () => outcomeOfTransfer(raft, target), cancel);
  if (outcome instanceof Error) throw outcome;
  return outcome !== null;
}
