/** Callers that wait, in their own threads, until the state machine has come to an index. */

import type { Cancel } from "../../runtime/cancel.ts";
import type { Monitor } from "./monitor.ts";
import { waitToSee } from "./waiting.ts";

/** Waits for it; the caller has the lock. Answers false where the node stops first. */
export async function waitUntilApplied<Answer>(
  monitor: Monitor<Answer>,
  index: number,
  cancel: Cancel | undefined,
): Promise<boolean> {
  const { raft, applied } = monitor;
  const hasCome = () => (raft.appliedIndex >= index ? true : null);
  return (await waitToSee(monitor, applied, hasCome, cancel)) !== null;
}
